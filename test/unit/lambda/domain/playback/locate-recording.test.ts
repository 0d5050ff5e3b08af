import { describe, expect, test } from 'vitest';
import type { CatalogEntry } from '../../../../../lambda/domain/catalog/catalog-entry.ts';
import type { LocatedObject, RecordingStore } from '../../../../../lambda/domain/playback/ports.ts';
import { type Failure, fail } from '../../../../../lambda/domain/shared/failure.ts';
import { ok, type Result } from '../../../../../lambda/domain/shared/result.ts';
import { no, object, pipeline, request, yes } from '../../../../support/playback-pipeline.ts';

type Located = Result<LocatedObject | undefined, Failure>;

const CATALOG_KEY = 'calls-2024/AC1/RE1';
const tried = { ...object, key: 'AC1/RE1' };
const named = { ...object, key: CATALOG_KEY };
const call = { by: 'call_sid', sid: `CA${'1'.repeat(32)}` } as const;

/** Plays a recording whose key the catalog has: by its own SID, or by its call's. */
const world = (by: 'recording' | 'call', objects: { tried: Located; named?: Located }, decision = yes) => {
  const { recordingSid, ...requester } = request;
  const entry: CatalogEntry = { recordingSid, callSid: call.sid, objectKey: CATALOG_KEY };
  const asked: (string | undefined)[] = [];
  const recordings: RecordingStore = {
    locate: async (_sid, _signal, objectKey) => {
      asked.push(objectKey);
      return objectKey === undefined ? objects.tried : (objects.named ?? fail('internal_error', 'not expected'));
    },
  };
  const { play, grants } = pipeline({
    recordings,
    catalog: { find: async () => ok(entry) },
    groups: { list: async () => ok([recordingSid]), read: async () => ok([{ recordingSid, entry: ok(entry) }]) },
    authorizer: { decide: () => decision },
  });
  const group = { ...requester, group: call, choice: {} };
  return { asked, grants, play: () => play(by === 'recording' ? request : group) };
};

describe.each(['recording', 'call'] as const)('a recording whose key Twilio told, asked for by its %s', by => {
  test.each<[string, Located]>([
    ['nothing is under the keys that are tried', ok(undefined)],
    ['another object is there', ok(tried)],
    ['the keys that are tried cannot be checked', fail('unavailable', 's3_timeout')],
  ])('is the object under this key when %s', async (_, found) => {
    const { play, grants } = world(by, { tried: found, named: ok(named) });
    expect(await play()).toMatchObject({ ok: true });
    expect(grants[0]?.object.key).toBe(CATALOG_KEY);
  });

  test('is not asked for twice when a key that is tried is the same', async () => {
    const { play, asked } = world(by, { tried: ok(named) });
    expect(await play()).toMatchObject({ ok: true });
    expect(asked).toEqual([undefined]);
  });

  test('is the object under a key that is tried when none is under this key any more', async () => {
    const { play, grants } = world(by, { tried: ok(tried), named: ok(undefined) });
    expect(await play()).toMatchObject({ ok: true });
    expect(grants[0]?.object).toEqual(tried);
  });

  test('cannot be played while this key cannot be checked', async () => {
    const failure = fail('unavailable', 's3_throttled');
    expect(await world(by, { tried: ok(tried), named: failure }).play()).toEqual(failure);
  });

  test('causes no further request for a caller who is denied', async () => {
    const { play, asked } = world(by, { tried: ok(undefined), named: ok(named) }, no);
    expect(await play()).toMatchObject({ error: { code: 'forbidden' } });
    expect(asked).toEqual([undefined]);
  });
});
