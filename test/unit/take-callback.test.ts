import { describe, expect, it } from 'vitest';
import type { CatalogUpdate } from '../../lambda/domain/catalog/catalog-update.ts';
import { type TakeCallbackDependencies, takeCallback } from '../../lambda/domain/catalog/take-callback.ts';
import { type Failure, fail } from '../../lambda/domain/shared/failure.ts';
import type { RecordingSid } from '../../lambda/domain/shared/recording-sid.ts';
import { ok, type Result } from '../../lambda/domain/shared/result.ts';

const ACCOUNT = `AC${'1'.repeat(32)}`;
const sid = (digit: string) => `RE${digit.repeat(32)}` as RecordingSid;
const request = { url: 'https://a.example/', signature: 's', body: { kind: 'json', text: '{}' } } as const;
const update = (digit: string, more: Partial<CatalogUpdate> = {}): CatalogUpdate => ({
  recordingSid: sid(digit),
  ...more,
});

const take = async (
  updates: Result<readonly CatalogUpdate[], Failure>,
  replaced: Partial<TakeCallbackDependencies> = {},
  fields = new Map([['AccountSid', ACCOUNT]]),
) => {
  const applied: CatalogUpdate[] = [];
  const dependencies: TakeCallbackDependencies = {
    verifier: { verify: async () => ok(undefined) },
    catalog: {
      apply: async one => {
        applied.push(one);
        return ok('changed');
      },
    },
    accountSid: ACCOUNT,
    ...replaced,
  };
  return { outcome: await takeCallback(dependencies, { request, fields, understand: () => updates }), applied };
};

describe('a callback', () => {
  it('adds all that it tells to the catalog', async () => {
    const { outcome, applied } = await take(ok([update('1'), update('2')]));
    expect(applied).toEqual([update('1'), update('2')]);
    expect(outcome).toEqual(
      ok({ recordingSids: [sid('1'), sid('2')], change: 'changed', encryptionUnreadable: false }),
    );
  });

  it('that is not signed is refused, and nothing is stored', async () => {
    const { outcome, applied } = await take(ok([update('1')]), {
      verifier: { verify: async () => fail('callback_refused', 'signature_wrong') },
    });
    expect(outcome).toMatchObject({ error: { code: 'callback_refused', reason: 'signature_wrong' } });
    expect(applied).toEqual([]);
  });

  it.each([[new Map([['AccountSid', `AC${'2'.repeat(32)}`]])], [new Map<string, string>()]])(
    'about another account, or none, is refused though it is signed: %j',
    async fields => {
      const { outcome, applied } = await take(ok([update('1')]), {}, fields);
      expect(outcome).toMatchObject({ error: { code: 'callback_refused', reason: 'foreign_account' } });
      expect(applied).toEqual([]);
    },
  );

  it('that cannot be understood stores nothing', async () => {
    const { outcome, applied } = await take(fail('callback_malformed', 'recording_sid_malformed'));
    expect(outcome).toMatchObject({ error: { code: 'callback_malformed' } });
    expect(applied).toEqual([]);
  });

  it('that cannot be stored fails, so that Twilio sends it again', async () => {
    const { outcome } = await take(ok([update('1'), update('2')]), {
      catalog: {
        apply: async ({ recordingSid }) =>
          recordingSid === sid('2') ? fail('unavailable', 'catalog_throttled') : ok('changed'),
      },
    });
    expect(outcome).toMatchObject({ error: { code: 'unavailable', reason: 'catalog_throttled' } });
  });

  it('that tells nothing new says so', async () => {
    const { outcome } = await take(ok([update('1')]), { catalog: { apply: async () => ok('unchanged') } });
    expect(outcome).toMatchObject({ value: { change: 'unchanged' } });
  });

  it('whose encryption details cannot be read is stored, and flagged', async () => {
    const broken = update('1', { encryptionRaw: '{' });
    const { outcome, applied } = await take(ok([broken]));
    expect(applied).toEqual([broken]);
    expect(outcome).toMatchObject({ value: { encryptionUnreadable: true } });
  });
});
