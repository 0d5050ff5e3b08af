import { describe, expect, test } from 'vitest';
import type { CatalogUpdate, RecordingUpdate } from '../../../../../lambda/domain/catalog/catalog-update.ts';
import { type TakeCallbackDependencies, takeCallback } from '../../../../../lambda/domain/catalog/take-callback.ts';
import type { SignedRequest } from '../../../../../lambda/domain/catalog/twilio-signature.ts';
import { type Failure, fail } from '../../../../../lambda/domain/shared/failure.ts';
import type { RecordingSid } from '../../../../../lambda/domain/shared/recording-sid.ts';
import { ok, type Result } from '../../../../../lambda/domain/shared/result.ts';

const ACCOUNT = `AC${'1'.repeat(32)}`;
const sid = (digit: string) => `RE${digit.repeat(32)}` as RecordingSid;
const request = { url: 'https://a.example/', signature: 's', body: { kind: 'json', text: '{}' } } as const;
const update = (digit: string, more: Partial<RecordingUpdate> = {}): RecordingUpdate => ({
  recordingSid: sid(digit),
  ...more,
});

const take = async (
  updates: Result<readonly RecordingUpdate[], Failure>,
  replaced: Partial<TakeCallbackDependencies> = {},
  fields = new Map([['AccountSid', ACCOUNT]]),
) => {
  const queued: CatalogUpdate[] = [];
  const dependencies: TakeCallbackDependencies = {
    verifier: { verify: async () => ok(undefined) },
    queue: {
      add: async added => {
        queued.push(...added);
        return ok(undefined);
      },
    },
    accountSid: ACCOUNT,
    ...replaced,
  };
  return {
    outcome: await takeCallback(dependencies, { request, readFields: () => ok(fields), understand: () => updates }),
    queued,
  };
};

describe('a callback', () => {
  test('puts all its facts into the queue', async () => {
    const { outcome, queued } = await take(ok([update('1'), update('2')]));
    expect(queued).toEqual([update('1'), update('2')]);
    expect(outcome).toEqual(ok({ recordingSids: [sid('1'), sid('2')] }));
  });

  test('that is not signed is refused, and nothing is queued', async () => {
    const { outcome, queued } = await take(ok([update('1')]), {
      verifier: { verify: async () => fail('callback_refused', 'signature_wrong') },
    });
    expect(outcome).toMatchObject({ error: { code: 'callback_refused', reason: 'signature_wrong' } });
    expect(queued).toEqual([]);
  });

  test.each([[new Map([['AccountSid', `AC${'2'.repeat(32)}`]])], [new Map<string, string>()]])(
    'about another account, or none, is refused although it is signed: %j',
    async fields => {
      const { outcome, queued } = await take(ok([update('1')]), {}, fields);
      expect(outcome).toMatchObject({ error: { code: 'callback_refused', reason: 'foreign_account' } });
      expect(queued).toEqual([]);
    },
  );

  test.each([
    ['a field twice', new Map([['RecordingSid', ['RE1', 'RE2']]]), 'field_repeated'],
    ['a part of a value for a name', new Map([['ompleted', ['x']]]), 'field_name_malformed'],
    ['JSON for a name', new Map([['{"a":"', ['x']]]), 'field_name_malformed'],
    ['no name', new Map([['', ['x']]]), 'field_name_malformed'],
    ['an endless name', new Map([['A'.repeat(65), ['x']]]), 'field_name_malformed'],
  ])('with %s is refused although it is signed', async (_, form, reason) => {
    const verified: SignedRequest[] = [];
    const dependencies: TakeCallbackDependencies = {
      verifier: {
        verify: async one => {
          verified.push(one);
          return ok(undefined);
        },
      },
      queue: { add: async () => ok(undefined) },
      accountSid: ACCOUNT,
    };
    const signed = { ...request, body: { kind: 'form', fields: form } } as const;
    const fields = new Map([['AccountSid', ACCOUNT]]);
    const callback = { request: signed, readFields: () => ok(fields), understand: () => ok([update('1')]) };
    expect(await takeCallback(dependencies, callback)).toMatchObject({ error: { code: 'callback_malformed', reason } });
    expect(verified).toEqual([signed]);
  });

  test('that is malformed queues nothing', async () => {
    const { outcome, queued } = await take(fail('callback_malformed', 'recording_sid_malformed'));
    expect(outcome).toMatchObject({ error: { code: 'callback_malformed' } });
    expect(queued).toEqual([]);
  });

  test('that cannot be queued fails, so that Twilio sends it again', async () => {
    const { outcome } = await take(ok([update('1')]), {
      queue: { add: async () => fail('unavailable', 'queue_throttled') },
    });
    expect(outcome).toMatchObject({ error: { code: 'unavailable', reason: 'queue_throttled' } });
  });
});
