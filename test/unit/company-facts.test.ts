import { describe, expect, it } from 'vitest';
import { type CompanyFactsOptions, companyWord } from '../../bin/catalog/company-facts.ts';

const WORKER = `WK${'a'.repeat(32)}`;
const word = (options: Partial<CompanyFactsOptions>) => companyWord({ tags: true, ...options });

describe('what the company says', () => {
  it('is what was named', () => {
    expect(
      word({ restricted: false, tag: ['complaint', 'vip'], team: 'Legal', queue: 'Entry', agent: WORKER }),
    ).toEqual({
      facts: { restricted: false, tags: ['complaint', 'vip'], team: 'Legal', queue: 'Entry', agentWorkerSid: WORKER },
      cleared: [],
    });
  });

  it('is cleared by the no-form of its option, fact by fact', () => {
    expect(word({ tags: false })).toEqual({ facts: {}, cleared: ['tags'] });
    expect(word({ team: false, queue: false, agent: false, restricted: true })).toEqual({
      facts: { restricted: true },
      cleared: ['team', 'queue', 'agentWorkerSid'],
    });
  });

  it.each<[string, Partial<CompanyFactsOptions>, RegExp]>([
    ['nothing', {}, /There is nothing to set\. Example/],
    ['a tag without a label', { tag: ['vip', ''] }, /--tag needs a name\. Example: --tag billing/],
    ['a team without a name', { team: '' }, /--team needs a name/],
    ['a queue without a name', { queue: '' }, /--queue needs a name/],
    ['an agent that is none', { agent: 'Bob' }, /"Bob" is not a worker SID/],
    ['tags and none', { tag: ['vip'], tags: false }, /--tag and --no-tags contradict/],
  ])('is refused when it is %s', (_, options, message) => {
    expect(() => word(options)).toThrow(message);
  });
});
