import type { PolicyJson } from '@cedar-policy/cedar-wasm/nodejs';
import { describe, expect, test } from 'vitest';
import type { AccessQuestion } from '../../lambda/domain/playback/access-question.ts';
import type { Authorizer } from '../../lambda/domain/playback/ports.ts';
import { denial, safeDecision } from '../../lambda/domain/playback/safe-decision.ts';
import { policyAuthorizer } from '../../lambda/domain/policy/policy-authorizer.ts';
import { readPolicyDocument } from '../../lambda/domain/policy/policy-document.ts';
import { compilePolicySet } from '../../lambda/domain/policy/policy-set.ts';
import { compilePolicyFiles } from '../../lib/policy/policy-files.ts';
import { supervisor } from '../support/callers.ts';
import { NOW, request } from '../support/playback-pipeline.ts';

const shipped = policyAuthorizer(readPolicyDocument(Buffer.from(compilePolicyFiles().document)));

const ANY = { op: 'All' };
/** Policies that permit everything, if the condition does not fail. */
const permitting = (condition: unknown) =>
  policyAuthorizer({
    policySet: compilePolicySet({
      staticPolicies: {
        all: {
          effect: 'permit',
          principal: ANY,
          action: ANY,
          resource: ANY,
          conditions: [{ kind: 'when', body: condition }],
        } as PolicyJson,
      },
    }),
    sha256: 'f'.repeat(64),
    teams: {},
  });
const failing = permitting({ '.': { left: { Var: 'context' }, attr: 'absent' } });

const IMPLEMENTATIONS: [string, Authorizer][] = [
  ['the shipped policies', shipped],
  ['a policy that permits everything', permitting({ Value: true })],
  ['a policy that fails', failing],
];

const { recordingSid, client } = request;
const QUESTIONS: AccessQuestion[] = [['supervisor'], ['agent'], ['guest'], []].map(roles => ({
  caller: { ...supervisor, roles },
  recordingSid,
  client,
  now: NOW,
}));

describe.each(IMPLEMENTATIONS)('the authorizer with %s', (_, authorizer) => {
  test.each(QUESTIONS)('decides completely, and the same each time, for %j', question => {
    const decision = authorizer.decide(question);
    expect(safeDecision(authorizer, question)).toEqual(decision);
    expect(decision.policySet).toMatch(/^[0-9a-f]{64}$/);
    expect(decision.reason).not.toBe('');
  });
});

describe('the authorizer', () => {
  test('returns a denial that names the policy when a policy fails', () => {
    const [question] = QUESTIONS as [AccessQuestion];
    expect(failing.decide(question)).toMatchObject({ allowed: false, policyIds: ['all'], reason: 'policy_failed:all' });
  });

  test('denies when no policy permits', () => {
    const question = QUESTIONS[2] as AccessQuestion;
    expect(shipped.decide(question)).toMatchObject({ allowed: false });
    expect(shipped.decide(question)).not.toEqual(denial('decision_error'));
  });
});
