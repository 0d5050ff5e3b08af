import { describe, expect, test } from 'vitest';
import type { Authorizer } from '../../../../../lambda/domain/playback/ports.ts';
import type { AccessDecision } from '../../../../../lambda/domain/shared/access-decision.ts';
import { fail } from '../../../../../lambda/domain/shared/failure.ts';
import { supervisor } from '../../../../support/callers.ts';
import { NOW, pipeline, request, yes } from '../../../../support/playback-pipeline.ts';

describe('an authorizer that fails', () => {
  const answers = (answer: unknown): Authorizer => ({ decide: () => answer as AccessDecision });
  const throwing: Authorizer = {
    decide: () => {
      throw new Error('policy error');
    },
  };

  test.each<[string, Authorizer, reason: string]>([
    ['throws', throwing, 'decision_error'],
    ['answers nothing', answers(undefined), 'decision_malformed'],
    ['answers true', answers(true), 'decision_malformed'],
    ['answers a promise of a yes', answers(Promise.resolve(yes)), 'decision_malformed'],
    ['says "true" for true', answers({ ...yes, allowed: 'true' }), 'decision_malformed'],
    ['says 1 for true', answers({ ...yes, allowed: 1 }), 'decision_malformed'],
    ['allows under no policy', answers({ ...yes, policyIds: [] }), 'decision_malformed'],
    ['allows under a policy without a name', answers({ ...yes, policyIds: [''] }), 'decision_malformed'],
    ['leaves out the policies', answers({ ...yes, policyIds: undefined }), 'decision_malformed'],
    ['leaves out the policy set', answers({ ...yes, policySet: undefined }), 'decision_malformed'],
    ['leaves out the reason', answers({ ...yes, reason: undefined }), 'decision_malformed'],
  ])('denies access and records that when it %s', async (_, authorizer, reason) => {
    const { play, appended, grants } = pipeline({ authorizer });
    expect(await play()).toEqual(fail('forbidden', reason));
    expect(appended).toHaveLength(1);
    expect(appended[0]).toMatchObject({ event: 'denied', reason, policy_ids: [], policy_set: 'none' });
    expect(grants).toEqual([]);
  });

  test('is called with the caller from Twilio and the recording of the request', async () => {
    const { play, questions } = pipeline();
    await play();
    expect(questions).toEqual([
      { caller: supervisor, recordingSid: request.recordingSid, client: request.client, now: NOW },
    ]);
  });
});
