import { describe, expect, test } from 'vitest';
import { fail } from '../../../../../lambda/domain/shared/failure.ts';
import { ok } from '../../../../../lambda/domain/shared/result.ts';
import { supervisor } from '../../../../support/callers.ts';
import { deferred, isPending } from '../../../../support/deferred.ts';
import { object, pipeline } from '../../../../support/playback-pipeline.ts';

describe('the answer of another service', () => {
  test.each([
    ['Twilio rejects the token', fail('unauthenticated', 'token_rejected')],
    ['Twilio is down', fail('unavailable', 'iam_timeout')],
    ['our credentials are refused', fail('internal_error', 'twilio_credentials_rejected')],
  ])('ends the request when %s, without decision, link or audit event', async (_, refusal) => {
    const { play, appended, grants, questions } = pipeline({ tokens: { validate: async () => refusal } });
    expect(await play()).toEqual(refusal);
    expect({ appended, grants, questions }).toEqual({ appended: [], grants: [], questions: [] });
  });

  test('about a failure of S3 is not shown to an unauthorized caller', async () => {
    const { play } = pipeline({
      tokens: { validate: async () => fail('unauthenticated', 'token_rejected') },
      recordings: { locate: async () => fail('unavailable', 's3_timeout') },
    });
    expect(await play()).toEqual(fail('unauthenticated', 'token_rejected'));
  });

  test('about a failure of S3 is returned to an authorized caller', async () => {
    const { play, grants } = pipeline({ recordings: { locate: async () => fail('unavailable', 's3_throttled') } });
    expect(await play()).toEqual(fail('unavailable', 's3_throttled'));
    expect(grants).toEqual([]);
  });

  test.each(['tokens', 'recordings', 'catalog'] as const)(
    'is requested at the same time, Twilio first: no other waits for the answer of %s',
    async slow => {
      const started: string[] = [];
      const gate = deferred<void>();
      const step = async (name: string) => {
        started.push(name);
        if (name === slow) await gate.promise;
      };
      const playing = pipeline({
        tokens: { validate: () => step('tokens').then(() => ok(supervisor)) },
        recordings: { locate: () => step('recordings').then(() => ok(object)) },
        catalog: { find: () => step('catalog').then(() => ok(undefined)) },
      }).play();
      expect(await isPending(playing)).toBe(true);
      expect(started).toEqual(['tokens', 'recordings', 'catalog']);
      gate.resolve();
      expect(await playing).toMatchObject({ ok: true });
    },
  );
});
