import { describe, expect, it } from 'vitest';
import type { CatalogFacts } from '../../lambda/domain/catalog/catalog-entry.ts';
import type { AccessQuestion } from '../../lambda/domain/playback/access-decision.ts';
import { policyAuthorizer } from '../../lambda/domain/policy/policy-authorizer.ts';
import { readPolicyDocument } from '../../lambda/domain/policy/policy-document.ts';
import { compilePolicyFiles } from '../../lib/policy/policy-files.ts';
import { supervisor } from '../support/callers.ts';
import { NOW, request } from '../support/playback-pipeline.ts';

const compiled = compilePolicyFiles();
const authorizer = policyAuthorizer(readPolicyDocument(Buffer.from(compiled.document)));
const { recordingSid, client } = request;

const DAY_MS = 86_400_000;
const OWN = supervisor.workerSid;
const OTHER = `WK${'2c'.repeat(16)}`;
const daysAgo = (days: number): Date => new Date(NOW.getTime() - days * DAY_MS);

const decide = (roles: string[], facts?: CatalogFacts) => {
  const question: AccessQuestion = { caller: { ...supervisor, roles }, recordingSid, client, now: NOW };
  return authorizer.decide(facts ? { ...question, recording: { recordingSid, ...facts } } : question);
};

const ownCall: CatalogFacts = { agentWorkerSid: OWN, startedAt: daysAgo(1) };
const restricted: CatalogFacts = { ...ownCall, restricted: true };

describe('the policies that are shipped', () => {
  it.each<[string, string[], CatalogFacts | undefined, string[]]>([
    ['a supervisor, nothing known about the recording', ['supervisor'], undefined, ['supervisors-and-admins']],
    ['a supervisor, not restricted', ['supervisor'], { restricted: false }, ['supervisors-and-admins']],
    ['an admin', ['admin'], undefined, ['supervisors-and-admins']],
    [
      'full access, restricted',
      ['supervisor', 'wfo.full_access'],
      restricted,
      ['full-access', 'supervisors-and-admins'],
    ],
    ['full access alone, restricted', ['wfo.full_access'], restricted, ['full-access']],
    ['an agent, own call of yesterday', ['agent'], ownCall, ['agents-own-calls']],
    [
      'an agent, own call 30 days ago to the minute',
      ['agent'],
      { ...ownCall, startedAt: daysAgo(30) },
      ['agents-own-calls'],
    ],
    [
      'a supervisor with the process manager role and another one',
      ['supervisor', 'wfo.quality_process_manager', 'wfo.quality_manager'],
      undefined,
      ['supervisors-and-admins'],
    ],
  ])('let in %s', (_, roles, facts, policyIds) => {
    expect(decide(roles, facts)).toEqual({
      allowed: true,
      policyIds,
      policySet: compiled.sha256,
      reason: 'policy_permits',
    });
  });

  it.each<[string, string[], CatalogFacts | undefined, string[]]>([
    ['a supervisor, restricted', ['supervisor'], restricted, ['restricted-needs-full-access']],
    ['an agent, own call, restricted', ['agent'], restricted, ['restricted-needs-full-access']],
    ['an agent, nothing known', ['agent'], undefined, []],
    ['an agent, a colleague’s call', ['agent'], { ...ownCall, agentWorkerSid: OTHER }, []],
    ['an agent, own call 31 days ago', ['agent'], { ...ownCall, startedAt: daysAgo(31) }, []],
    ['an agent, own call of unknown age', ['agent'], { agentWorkerSid: OWN }, []],
    ['an agent, call of unknown agent', ['agent'], { startedAt: daysAgo(1) }, []],
    ['somebody without a role', [], ownCall, []],
    ['a quality manager alone', ['wfo.quality_manager'], ownCall, []],
    ['a process manager alone', ['wfo.quality_process_manager'], ownCall, ['process-managers-never']],
    [
      'a supervisor whose only Insights role is process manager',
      ['supervisor', 'wfo.quality_process_manager'],
      undefined,
      ['process-managers-never'],
    ],
    ['a guest who is a supervisor as well', ['supervisor', 'guest'], undefined, ['guests-never']],
  ])('keep out %s', (_, roles, facts, policyIds) => {
    expect(decide(roles, facts)).toEqual({
      allowed: false,
      policyIds,
      policySet: compiled.sha256,
      reason: policyIds.length > 0 ? `policy_forbids:${policyIds}` : 'no_policy_permits',
    });
  });
});
