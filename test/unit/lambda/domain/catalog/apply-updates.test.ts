import { describe, expect, test } from 'vitest';
import { applyUpdates } from '../../../../../lambda/domain/catalog/apply-updates.ts';
import {
  type CatalogChange,
  type CatalogUpdate,
  recordingsOf,
} from '../../../../../lambda/domain/catalog/catalog-update.ts';
import { type Failure, fail } from '../../../../../lambda/domain/shared/failure.ts';
import type { RecordingSid } from '../../../../../lambda/domain/shared/recording-sid.ts';
import { ok, type Result } from '../../../../../lambda/domain/shared/result.ts';

const sid = (digit: string) => `RE${digit.repeat(32)}` as RecordingSid;
const UPDATES: readonly CatalogUpdate[] = [{ recordingSid: sid('1') }, { recordingSid: sid('2') }];

/** Applies updates of which the second one ends like this. */
const apply = (second: Result<CatalogChange, Failure>, updates = UPDATES) =>
  applyUpdates(
    { apply: async update => (recordingsOf(update).includes(sid('2')) ? second : ok('unchanged')) },
    updates,
  );

describe('updates', () => {
  test('report the recordings that they are about', async () => {
    expect(await apply(ok('changed'))).toEqual(
      ok({ recordingSids: [sid('1'), sid('2')], change: 'changed', encryptionUnreadable: false }),
    );
  });

  test.each(['dropped', 'changed', 'unchanged'] as const)('report the most important effect: %s', async change => {
    expect(await apply(ok(change))).toMatchObject({ value: { change } });
  });

  test('fail when one of them fails, so that the message comes back', async () => {
    expect(await apply(fail('unavailable', 'catalog_throttled'))).toMatchObject({
      error: { code: 'unavailable', reason: 'catalog_throttled' },
    });
  });

  test('report encryption details that cannot be read', async () => {
    expect(await apply(ok('changed'), [{ recordingSid: sid('1'), encryptionRaw: '{' }])).toMatchObject({
      value: { encryptionUnreadable: true },
    });
  });
});
