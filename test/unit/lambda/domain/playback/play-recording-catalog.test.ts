import { describe, expect, test } from 'vitest';
import type { CatalogEntry } from '../../../../../lambda/domain/catalog/catalog-entry.ts';
import type { Caller } from '../../../../../lambda/domain/shared/caller.ts';
import { type Failure, fail } from '../../../../../lambda/domain/shared/failure.ts';
import type { RecordingObject } from '../../../../../lambda/domain/shared/recording-object.ts';
import { ok, type Result } from '../../../../../lambda/domain/shared/result.ts';
import { supervisor } from '../../../../support/callers.ts';
import { deferred, isPending } from '../../../../support/deferred.ts';
import { NOW, object, pipeline, request } from '../../../../support/playback-pipeline.ts';

const entry: CatalogEntry = {
  recordingSid: request.recordingSid,
  agentWorkerSid: supervisor.workerSid,
  durationSeconds: 600,
};
const catalogued = (found: Result<CatalogEntry | undefined, Failure>) => ({ catalog: { find: async () => found } });

describe('the catalog entry', () => {
  test('is passed to the policies', async () => {
    const { play, questions } = pipeline(catalogued(ok(entry)));
    await play();
    const { recordingSid, client } = request;
    expect(questions).toEqual([{ caller: supervisor, recordingSid, client, now: NOW, recording: entry }]);
  });

  test('may be absent: the policies get fewer facts', async () => {
    const { play, questions } = pipeline(catalogued(ok(undefined)));
    expect((await play()).ok).toBe(true);
    expect(questions[0]?.recording).toBeUndefined();
  });

  test('determines the lifetime of a link by its duration', async () => {
    const { play, grants } = pipeline(catalogued(ok(entry)));
    await play();
    expect(grants[0]?.ttlSeconds).toBe(960);
  });

  test.each([fail('unavailable', 'catalog_timeout'), fail('internal_error', 'catalog_access_denied')])(
    'that cannot be read ends the request without decision and link (%j)',
    async failure => {
      const { play, questions, grants, appended } = pipeline(catalogued(failure));
      expect(await play()).toEqual(failure);
      expect([questions, grants, appended]).toEqual([[], [], []]);
    },
  );

  test('with an unreadable fact causes a recorded denial, without a call to the policies', async () => {
    const reason = 'catalog_item_malformed_restricted';
    const { play, questions, grants, appended } = pipeline(catalogued(fail('forbidden', reason)));
    expect(await play()).toEqual(fail('forbidden', reason));
    expect([questions, grants]).toEqual([[], []]);
    expect(appended).toMatchObject([{ event: 'denied', reason, policy_ids: [], policy_set: 'none' }]);
  });

  test('does not matter for an unauthenticated caller, who always gets unauthenticated', async () => {
    const stranger = { tokens: { validate: async () => fail('unauthenticated', 'token_rejected') } };
    const { play } = pipeline({ ...stranger, ...catalogued(fail('unavailable', 'catalog_timeout')) });
    expect(await play()).toEqual(fail('unauthenticated', 'token_rejected'));
  });

  test('is requested at the same time as Twilio and S3', async () => {
    const asked: string[] = [];
    const caller = deferred<Result<Caller, Failure>>();
    const located = deferred<Result<RecordingObject | undefined, Failure>>();
    const note = <T>(name: string, answer: T): T => {
      asked.push(name);
      return answer;
    };
    const playing = pipeline({
      tokens: { validate: () => note('twilio', caller.promise) },
      recordings: { locate: () => note('s3', located.promise) },
      catalog: { find: async () => note('catalog', ok(entry)) },
    }).play();
    expect(await isPending(playing)).toBe(true);
    expect(asked.sort()).toEqual(['catalog', 's3', 'twilio']);
    caller.resolve(ok(supervisor));
    located.resolve(ok(object));
    expect((await playing).ok).toBe(true);
  });
});
