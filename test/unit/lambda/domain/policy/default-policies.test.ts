import { describe, expect, test } from 'vitest';
import type { CatalogFacts } from '../../../../../lambda/domain/catalog/catalog-entry.ts';
import type { AccessQuestion } from '../../../../../lambda/domain/playback/access-question.ts';
import { policyAuthorizer } from '../../../../../lambda/domain/policy/policy-authorizer.ts';
import { readPolicyDocument } from '../../../../../lambda/domain/policy/policy-document.ts';
import { compilePolicyFiles } from '../../../../../lib/policy/policy-files.ts';
import { supervisor } from '../../../../support/callers.ts';
import { NOW, request } from '../../../../support/playback-pipeline.ts';

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

describe('the shipped policies', () => {
  test.each<[string, string[], CatalogFacts | undefined, string[]]>([
    ['a supervisor a recording without a catalog entry', ['supervisor'], undefined, ['supervisors-and-admins']],
    ['a supervisor an unrestricted recording', ['supervisor'], { restricted: false }, ['supervisors-and-admins']],
    ['an admin a recording without a catalog entry', ['admin'], undefined, ['supervisors-and-admins']],
    [
      'a supervisor with full access a restricted recording',
      ['supervisor', 'wfo.full_access'],
      restricted,
      ['full-access', 'supervisors-and-admins'],
    ],
    ['a user with only full access a restricted recording', ['wfo.full_access'], restricted, ['full-access']],
    ['an agent their own call of yesterday', ['agent'], ownCall, ['agents-own-calls']],
    [
      'an agent their own call of exactly 30 days ago',
      ['agent'],
      { ...ownCall, startedAt: daysAgo(30) },
      ['agents-own-calls'],
    ],
    [
      'a supervisor with the process manager role and another Insights role any recording',
      ['supervisor', 'wfo.quality_process_manager', 'wfo.quality_manager'],
      undefined,
      ['supervisors-and-admins'],
    ],
  ])('allow %s', (_, roles, facts, policyIds) => {
    expect(decide(roles, facts)).toEqual({
      allowed: true,
      policyIds,
      policySet: compiled.sha256,
      reason: 'policy_permits',
    });
  });

  test.each<[string, string[], CatalogFacts | undefined, string[]]>([
    ['a supervisor a restricted recording', ['supervisor'], restricted, ['restricted-needs-full-access']],
    ['an agent their own restricted call', ['agent'], restricted, ['restricted-needs-full-access']],
    ['an agent a recording without a catalog entry', ['agent'], undefined, []],
    ['an agent another agent’s call', ['agent'], { ...ownCall, agentWorkerSid: OTHER }, []],
    ['an agent their own call of 31 days ago', ['agent'], { ...ownCall, startedAt: daysAgo(31) }, []],
    ['an agent their own call of unknown age', ['agent'], { agentWorkerSid: OWN }, []],
    ['an agent a call whose agent is unknown', ['agent'], { startedAt: daysAgo(1) }, []],
    ['a user without roles any recording', [], ownCall, []],
    ['a user with only the quality manager role any recording', ['wfo.quality_manager'], ownCall, []],
    [
      'a user with only the process manager role any recording',
      ['wfo.quality_process_manager'],
      ownCall,
      ['process-managers-never'],
    ],
    [
      'a supervisor whose only Insights role is process manager any recording',
      ['supervisor', 'wfo.quality_process_manager'],
      undefined,
      ['process-managers-never'],
    ],
    ['a guest who is also a supervisor any recording', ['supervisor', 'guest'], undefined, ['guests-never']],
  ])('deny %s', (_, roles, facts, policyIds) => {
    expect(decide(roles, facts)).toEqual({
      allowed: false,
      policyIds,
      policySet: compiled.sha256,
      reason: policyIds.length > 0 ? `policy_forbids:${policyIds}` : 'no_policy_permits',
    });
  });
});
