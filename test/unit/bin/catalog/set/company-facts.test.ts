import { describe, expect, test } from 'vitest';
import { type CompanyFactsOptions, companyDecision } from '../../../../../bin/catalog/set/company-facts.ts';

const WORKER = `WK${'a'.repeat(32)}`;
const decision = (options: Partial<CompanyFactsOptions>) => companyDecision({ tags: true, ...options });

describe('the facts of `catalog set`', () => {
  test('are set from their options', () => {
    expect(
      decision({ restricted: false, tag: ['complaint', 'vip'], team: 'Legal', queue: 'Entry', agent: WORKER }),
    ).toEqual({
      facts: { restricted: false, tags: ['complaint', 'vip'], team: 'Legal', queue: 'Entry', agentWorkerSid: WORKER },
      cleared: [],
    });
  });

  test('are cleared by the --no form of their option', () => {
    expect(decision({ tags: false })).toEqual({ facts: {}, cleared: ['tags'] });
    expect(decision({ team: false, queue: false, agent: false, restricted: true })).toEqual({
      facts: { restricted: true },
      cleared: ['team', 'queue', 'agentWorkerSid'],
    });
  });

  test.each<[string, Partial<CompanyFactsOptions>, RegExp]>([
    ['nothing', {}, /There is nothing to set\. Example/],
    ['a tag without a label', { tag: ['vip', ''] }, /--tag needs a name\. Example: --tag billing/],
    ['a team without a name', { team: '' }, /--team needs a name/],
    ['a queue without a name', { queue: '' }, /--queue needs a name/],
    ['an invalid agent SID', { agent: 'Bob' }, /"Bob" is not a worker SID/],
    ['both tags and --no-tags', { tag: ['vip'], tags: false }, /--tag and --no-tags contradict/],
  ])('are rejected for %s', (_, options, message) => {
    expect(() => decision(options)).toThrow(message);
  });
});
