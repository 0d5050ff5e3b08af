import { describe, expect, test } from 'vitest';
import type { CatalogEntry } from '../../../../../lambda/domain/catalog/catalog-entry.ts';
import type { RecordingChoice } from '../../../../../lambda/domain/playback/group/recording-choice.ts';
import type { PlayRecordingDependencies } from '../../../../../lambda/domain/playback/play-recording.ts';
import type { GroupRequest } from '../../../../../lambda/domain/playback/playback-request.ts';
import type { LocatedObject, RecordingGroups } from '../../../../../lambda/domain/playback/ports.ts';
import { type Failure, fail } from '../../../../../lambda/domain/shared/failure.ts';
import type { RecordingGroup } from '../../../../../lambda/domain/shared/recording-group.ts';
import type { RecordingSid } from '../../../../../lambda/domain/shared/recording-sid.ts';
import { ok, type Result } from '../../../../../lambda/domain/shared/result.ts';
import { supervisor } from '../../../../support/callers.ts';
import { deferred, isPending } from '../../../../support/deferred.ts';
import { EVENT_ID, no, object, pipeline, request, URL_OF_LINK, yes } from '../../../../support/playback-pipeline.ts';

type Replaced = Partial<PlayRecordingDependencies>;

const [CALL, CONFERENCE, TASK] = [`CA${'1'.repeat(32)}`, `CF${'1'.repeat(32)}`, `WT${'1'.repeat(32)}`];
const BY_CALL: RecordingGroup = { by: 'call_sid', sid: CALL };
const sid = (digit: string) => `RE${digit.repeat(32)}` as RecordingSid;
const [A, B, C] = [sid('a'), sid('b'), sid('c')];

/** An entry of the call. The minute is that of the recording's start. */
const entry = (recordingSid: RecordingSid, minute?: number, facts: Partial<CatalogEntry> = {}): CatalogEntry => ({
  recordingSid,
  callSid: CALL,
  conferenceSid: CONFERENCE,
  taskSid: TASK,
  ...(minute !== undefined && { startedAt: new Date(Date.UTC(2026, 10, 24, 8, minute)) }),
  ...facts,
});
const groupOf = (...entries: readonly (CatalogEntry | RecordingSid)[]): RecordingGroups => ({
  list: async () => ok(entries.map(one => (typeof one === 'string' ? one : one.recordingSid))),
  read: async () =>
    ok(
      entries.map(one =>
        typeof one === 'string'
          ? { recordingSid: one, entry: fail('forbidden', 'catalog_item_malformed_team') }
          : { recordingSid: one.recordingSid, entry: ok(one) },
      ),
    ),
});
/** Permits only these recordings. */
const permitting = (...sids: readonly string[]): Replaced => ({
  authorizer: { decide: ({ recordingSid }) => (sids.includes(recordingSid) ? yes : no) },
});
const objectsOf = (objects: Readonly<Record<string, LocatedObject>>): Replaced => ({
  recordings: { locate: async recordingSid => ok(objects[recordingSid]) },
});
const heard = (recordingSid: string): LocatedObject => ({ ...object, key: recordingSid });

const ask = (replaced: Replaced, choice: RecordingChoice = {}, group = BY_CALL) => {
  const { token, client, requestId } = request;
  const asked: GroupRequest = { token, client, requestId, group, choice };
  const run = pipeline(replaced);
  return { ...run, play: () => run.play(asked) };
};
const released = ok({ url: URL_OF_LINK, eventId: EVENT_ID });

describe('the choice among several recordings', () => {
  const all: Replaced = { groups: groupOf(entry(C), entry(B, 2, { channels: 2 }), entry(A, 1, { channels: 1 })) };

  test.each<[string, Replaced, RecordingChoice, RecordingSid, rule: string]>([
    ['is the one that started first', {}, {}, A, 'first_playable'],
    ['counts a recording of unknown start as the last', {}, { index: 2 }, C, 'index=2'],
    ['passes over one without an object', objectsOf({ [B]: heard(B) }), {}, B, 'first_playable'],
    [
      'passes over an archived one',
      objectsOf({ [A]: { key: A, archived: true }, [B]: heard(B) }),
      {},
      B,
      'first_playable',
    ],
    ['passes over one that the caller may not play', permitting(B, C), {}, B, 'first_playable'],
    ['counts only what the caller may play', permitting(B, C), { index: 0 }, B, 'index=0'],
    ['takes the number of channels', {}, { channels: 2 }, B, 'channel=2'],
    ['counts within the number of channels', {}, { channels: 2, index: 0 }, B, 'channel=2,index=0'],
  ])('%s', async (_, replaced, choice, chosen, rule) => {
    const { play, appended, grants } = ask({ ...all, ...replaced }, choice);
    expect(await play()).toEqual(released);
    expect(grants).toMatchObject([{ recordingSid: chosen }]);
    expect(appended).toMatchObject([
      {
        event: 'link_issued',
        recording_sid: chosen,
        asked_by: 'call_sid',
        asked_sid: CALL,
        choice: rule,
        candidate_sids: [A, B, C],
        denied_sids: replaced.authorizer ? [A] : [],
      },
    ]);
  });

  test('uses the named one only, even if it cannot be played', async () => {
    const { play, appended } = ask({ ...all, ...objectsOf({ [B]: heard(B) }) }, { index: 0 });
    expect(await play()).toEqual(fail('recording_not_found', 'recording_not_found'));
    expect(appended).toMatchObject([{ event: 'not_playable', recording_sid: A, choice: 'index=0' }]);
  });

  test('names the first one when none can be played', async () => {
    const { play, appended } = ask({ ...all, ...objectsOf({ [B]: { key: B, archived: true } }) });
    expect(await play()).toEqual(fail('recording_not_found', 'recording_not_found'));
    expect(appended).toMatchObject([{ event: 'not_playable', recording_sid: A }]);
  });

  test('does not pass over a recording whose object could not be looked up', async () => {
    const failure = fail('unavailable', 's3_timeout');
    const locate = async (recordingSid: RecordingSid) => (recordingSid === A ? failure : ok(heard(recordingSid)));
    const { play, appended, grants } = ask({ ...all, recordings: { locate } });
    expect(await play()).toEqual(failure);
    expect([appended, grants]).toEqual([[], []]);
  });

  test('ignores a recording that the index names and its entry does not', async () => {
    const other = entry(A, 1, { callSid: `CA${'2'.repeat(32)}` });
    const { play, appended } = ask({ groups: groupOf(other, entry(B, 2)) });
    expect(await play()).toEqual(released);
    expect(appended).toMatchObject([{ recording_sid: B, candidate_sids: [B] }]);
  });

  test('never uses a recording that the index does not name', async () => {
    const groups: RecordingGroups = { ...groupOf(entry(sid('1'), 1)), list: async () => ok([]) };
    const { play, questions } = ask({ groups });
    expect(await play()).toEqual(fail('recording_not_found', 'recording_not_found'));
    expect(questions).toMatchObject([{ recordingSid: CALL }]);
  });

  test('considers 20 recordings at most', async () => {
    let asked: readonly string[] = [];
    const many = Array.from({ length: 30 }, (_, index) => `RE${String(index).padStart(32, '0')}` as RecordingSid);
    const groups: RecordingGroups = {
      list: async () => ok(many),
      read: async sids => {
        asked = sids;
        return ok([]);
      },
    };
    await ask({ groups }).play();
    expect(asked).toEqual(many.slice(0, 20));
  });
});

describe('a call without recordings', () => {
  test('is not found, on record under the SID that was asked for, for a caller who may play', async () => {
    const { play, appended, questions } = ask({});
    expect(await play()).toEqual(fail('recording_not_found', 'recording_not_found'));
    expect(questions).toMatchObject([{ recordingSid: CALL, recording: undefined }]);
    expect(appended).toMatchObject([
      { event: 'not_playable', recording_sid: CALL, asked_by: 'call_sid', asked_sid: CALL, candidate_sids: [] },
    ]);
  });

  test('is not found when the position is beyond what the caller may play', async () => {
    const groups = groupOf(entry(A, 1), entry(B, 2));
    const { play, appended } = ask({ groups, ...permitting(A) }, { index: 1 });
    expect(await play()).toEqual(fail('recording_not_found', 'recording_not_found'));
    expect(appended).toMatchObject([{ event: 'not_playable', recording_sid: CALL, denied_sids: [B] }]);
  });
});

/** What a denied caller must not be able to tell apart. */
const GROUPS: readonly [string, RecordingGroups, recorded: string | undefined, candidates: readonly string[]][] = [
  ['no recording', groupOf(), undefined, []],
  ['one recording', groupOf(entry(A, 1)), A, [A]],
  ['two recordings', groupOf(entry(B, 2), entry(A, 1)), A, [A, B]],
];

describe.each<RecordingGroup>([BY_CALL, { by: 'conference_sid', sid: CONFERENCE }, { by: 'task_sid', sid: TASK }])(
  'a denial of a request by $by',
  group => {
    test.each(GROUPS)('is the same, and on record, for %s', async (_, groups, recorded, candidates) => {
      const { play, appended, grants } = ask({ groups, authorizer: { decide: () => no } }, {}, group);
      expect(await play()).toEqual(fail('forbidden', no.reason));
      expect(grants).toEqual([]);
      expect(appended).toMatchObject([
        {
          event: 'denied',
          worker_sid: supervisor.workerSid,
          recording_sid: recorded ?? group.sid,
          asked_by: group.by,
          asked_sid: group.sid,
          candidate_sids: candidates,
          denied_sids: candidates,
        },
      ]);
    });

    test.each(GROUPS)('sends the same requests in the same order for %s', async (_, groups) => {
      const sent: string[] = [];
      const answers = { list: deferred<void>(), read: deferred<void>() };
      const { play } = ask(
        {
          authorizer: { decide: () => no },
          groups: {
            list: async (...asked) => {
              sent.push('list');
              await answers.list.promise;
              return groups.list(...asked);
            },
            read: async (...asked) => {
              sent.push('read');
              await answers.read.promise;
              return groups.read(...asked);
            },
          },
          // Never answers: a denial does not wait for it.
          recordings: {
            locate: () => {
              sent.push('locate');
              return new Promise(() => undefined);
            },
          },
          audit: {
            append: async () => {
              sent.push('append');
              return ok(undefined);
            },
          },
        },
        {},
        group,
      );
      const playing = play();
      expect(await isPending(playing)).toBe(true);
      expect(sent).toEqual(['list']);
      answers.list.resolve();
      expect(await isPending(playing)).toBe(true);
      expect(sent).toEqual(['list', 'locate', 'read']);
      answers.read.resolve();
      expect(await playing).toEqual(fail('forbidden', no.reason));
      expect(sent).toEqual(['list', 'locate', 'read', 'append']);
    });
  },
);

describe('a denial', () => {
  test('aborts the lookup at S3 before it is put on record', async () => {
    let lookup: AbortSignal | undefined;
    const never = () => new Promise<never>(() => undefined);
    const { play } = ask({
      authorizer: { decide: () => no },
      audit: { append: never },
      recordings: {
        locate: (_sid, signal) => {
          lookup = signal;
          return never();
        },
      },
    });
    expect(await isPending(play())).toBe(true);
    expect(lookup?.aborted).toBe(true);
  });

  test('follows for an entry that cannot be read, without asking the policies', async () => {
    const { play, appended, questions } = ask({ groups: groupOf(A) });
    expect(await play()).toEqual(fail('forbidden', 'catalog_item_malformed_team'));
    expect(questions).toEqual([]);
    expect(appended).toMatchObject([{ event: 'denied', recording_sid: A, denied_sids: [A] }]);
  });

  test('is not spoken before its event is durable', async () => {
    const durable = deferred<Result<void, Failure>>();
    const playing = ask({ authorizer: { decide: () => no }, audit: { append: () => durable.promise } }).play();
    expect(await isPending(playing)).toBe(true);
    durable.resolve(fail('unavailable', 'audit_timeout'));
    expect(await playing).toEqual(fail('unavailable', 'audit_timeout'));
  });
});

describe('a failure', () => {
  const failure = fail('unavailable', 'catalog_timeout');

  test.each<[string, Partial<RecordingGroups>]>([
    ['the index', { list: async () => failure }],
    ['the entries', { read: async () => failure }],
  ])('of %s ends the request without a decision', async (_, broken) => {
    const { play, questions, appended } = ask({ groups: { ...groupOf(entry(A, 1)), ...broken } });
    expect(await play()).toEqual(failure);
    expect([questions, appended]).toEqual([[], []]);
  });

  test('of authentication waits for no lookup', async () => {
    const stranger = fail('unauthenticated', 'token_rejected');
    const list = () => new Promise<never>(() => undefined);
    const { play, appended } = ask({ tokens: { validate: async () => stranger }, groups: { ...groupOf(), list } });
    expect(await play()).toEqual(stranger);
    expect(appended).toEqual([]);
  });

  test('of the audit write prevents the link', async () => {
    const lost = fail('unavailable', 'audit_timeout');
    const { play } = ask({ groups: groupOf(entry(A, 1)), audit: { append: async () => lost } });
    expect(await play()).toEqual(lost);
  });
});
