import { beforeEach, describe, expect, test } from 'vitest';
import type { FlexToken } from '../../../../../lambda/domain/playback/playback-request.ts';
import type { TokenValidator } from '../../../../../lambda/domain/playback/ports.ts';
import { rememberedTokens } from '../../../../../lambda/domain/playback/remembered-tokens.ts';
import type { Caller } from '../../../../../lambda/domain/shared/caller.ts';
import { type Failure, fail } from '../../../../../lambda/domain/shared/failure.ts';
import { ok, type Result } from '../../../../../lambda/domain/shared/result.ts';
import { supervisor } from '../../../../support/callers.ts';

const START_MS = Date.parse('2026-11-24T12:00:00.000Z');
let nowMs: number;
let asked: FlexToken[];
let answer: (token: FlexToken) => Result<Caller, Failure>;
beforeEach(() => {
  nowMs = START_MS;
  asked = [];
  answer = token => ok({ ...supervisor, tokenFingerprint: token });
});

const remembering = (cacheSeconds: number) =>
  rememberedTokens(
    {
      validate: async token => {
        asked.push(token);
        return answer(token);
      },
    },
    { cacheSeconds, now: () => new Date(nowMs) },
  );
const token = (text: string) => text as FlexToken;

describe('the token cache', () => {
  test('asks Twilio once within the cache time, and again after it', async () => {
    const validator = remembering(30);
    const first = await validator.validate(token('a'));
    nowMs += 29_999;
    expect(await validator.validate(token('a'))).toEqual(first);
    expect(asked).toEqual(['a']);
    nowMs += 1;
    await validator.validate(token('a'));
    expect(asked).toEqual(['a', 'a']);
  });

  test('counts the cache time from the request to Twilio, not from the answer or the last use', async () => {
    const validator = rememberedTokens(
      {
        validate: async asking => {
          asked.push(asking);
          nowMs += 3_000;
          return answer(asking);
        },
      },
      { cacheSeconds: 30, now: () => new Date(nowMs) },
    );
    await validator.validate(token('a'));
    nowMs = START_MS + 20_000;
    await validator.validate(token('a'));
    nowMs = START_MS + 30_000;
    await validator.validate(token('a'));
    expect(asked).toEqual(['a', 'a']);
  });

  test('does not return a token after its expiry', async () => {
    answer = () => ok({ ...supervisor, tokenExpiresAtMs: START_MS + 5_000 });
    const validator = remembering(30);
    await validator.validate(token('a'));
    nowMs += 4_999;
    await validator.validate(token('a'));
    expect(asked).toHaveLength(1);
    nowMs += 1;
    answer = () => fail('unauthenticated', 'token_expired');
    expect(await validator.validate(token('a'))).toEqual(fail('unauthenticated', 'token_expired'));
  });

  test.each([
    ['a refusal', fail('unauthenticated', 'token_rejected')],
    ['a failure', fail('unavailable', 'iam_timeout')],
  ])('does not store %s', async (_, refusal) => {
    const validator = remembering(30);
    answer = () => refusal;
    expect(await validator.validate(token('a'))).toEqual(refusal);
    answer = () => ok(supervisor);
    expect(await validator.validate(token('a'))).toEqual(ok(supervisor));
    expect(asked).toHaveLength(2);
  });

  test('distinguishes tokens with a long common beginning', async () => {
    const validator = remembering(30);
    const long = 'x'.repeat(7_000);
    await validator.validate(token(`${long}1`));
    expect(await validator.validate(token(`${long}2`))).toMatchObject({ value: { tokenFingerprint: `${long}2` } });
    expect(asked).toHaveLength(2);
  });

  test('stores nothing when its time is 0 seconds', () => {
    const validator: TokenValidator = { validate: async asking => answer(asking) };
    expect(rememberedTokens(validator, { cacheSeconds: 0, now: () => new Date(nowMs) })).toBe(validator);
  });

  test('drops only the oldest of more than 1,000 tokens', async () => {
    const validator = remembering(30);
    for (let index = 0; index <= 1_000; index += 1) await validator.validate(token(`t${index}`));
    asked = [];
    await validator.validate(token('t1'));
    await validator.validate(token('t1000'));
    expect(asked).toEqual([]);
    await validator.validate(token('t0'));
    expect(asked).toEqual(['t0']);
  });
});
