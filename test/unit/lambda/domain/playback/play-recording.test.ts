import { describe, expect, test } from 'vitest';
import type { PreparedLink } from '../../../../../lambda/domain/playback/link/link.ts';
import type { PlayRecordingDependencies } from '../../../../../lambda/domain/playback/play-recording.ts';
import type { Authorizer, LocatedObject } from '../../../../../lambda/domain/playback/ports.ts';
import { type Failure, fail } from '../../../../../lambda/domain/shared/failure.ts';
import { ok, type Result } from '../../../../../lambda/domain/shared/result.ts';
import { supervisor } from '../../../../support/callers.ts';
import { deferred, isPending } from '../../../../support/deferred.ts';
import {
  EVENT_ID,
  NOW,
  no,
  object,
  pipeline,
  request,
  URL_OF_LINK,
  yes,
} from '../../../../support/playback-pipeline.ts';

type Replaced = Partial<PlayRecordingDependencies>;

const denying: Authorizer = { decide: () => no };
const absent: Replaced = { recordings: { locate: async () => ok(undefined) } };
const archived: Replaced = { recordings: { locate: async () => ok({ key: object.key, archived: true }) } };
const { contentType: _, ...noise } = object;
const found = (what: LocatedObject): Replaced => ({ recordings: { locate: async () => ok(what) } });
const link = (changes: Partial<PreparedLink> = {}): PreparedLink => ({
  url: () => URL_OF_LINK,
  delivery: 's3',
  expiresAt: NOW,
  activate: async () => ok(undefined),
  ...changes,
});

/** Every outcome that is recorded. */
const BRANCHES: readonly [string, Replaced, event: string, outcome: object][] = [
  ['a link', {}, 'link_issued', ok({ url: URL_OF_LINK, eventId: EVENT_ID })],
  ['a denial', { authorizer: denying }, 'denied', fail('forbidden', 'policy_denies')],
  ['an absent recording', absent, 'not_playable', fail('recording_not_found', 'recording_not_found')],
  ['an object that is no audio', found(noise), 'not_playable', fail('recording_not_playable', 'format_unknown')],
  [
    'an empty object',
    found({ ...noise, sizeBytes: 0 }),
    'not_playable',
    fail('recording_not_playable', 'object_empty'),
  ],
  ['an archived recording', archived, 'not_playable', fail('recording_archived', 'recording_archived')],
];

describe('the event of a link', () => {
  const timeline = { offsetBytes: 44, bytesPerSecond: 16_000, seconds: 59.94 };
  const lasting: Replaced = {
    catalog: { find: async () => ok({ recordingSid: request.recordingSid, durationSeconds: 61 }) },
  };

  test.each<[string, Replaced, object]>([
    [
      'its header',
      { ...lasting, ...found({ ...object, timeline }) },
      { recording_seconds: 59.9, audio_offset_bytes: 44 },
    ],
    ['the catalog', lasting, { recording_seconds: 61, audio_offset_bytes: 44 }],
    [
      'the catalog, for an MP3 file',
      { ...lasting, ...found({ ...object, contentType: 'audio/mpeg' }) },
      { recording_seconds: 61, audio_offset_bytes: 0 },
    ],
  ])('names the size of the object, and the length of the recording by %s', async (_, replaced, length) => {
    const { play, appended } = pipeline(replaced);
    await play();
    expect(appended[0]).toMatchObject({ object_bytes: 960_000, ...length });
  });

  test('names no length that is not known', async () => {
    const { play, appended } = pipeline();
    await play();
    expect(appended[0]).toMatchObject({ object_bytes: 960_000 });
    for (const name of ['recording_seconds', 'audio_offset_bytes']) expect(appended[0]).not.toHaveProperty(name);
  });

  test('says whether uses of a link of S3 get on record, and nothing like that of a streamed link', async () => {
    const prepare = async () => ok(link({ delivery: 'stream' }));
    const marks = [{}, { isAccessLogged: true }, { isAccessLogged: true, links: { prepare } }].map(async replaced => {
      const { play, appended } = pipeline(replaced);
      await play();
      return appended[0]?.access_logged;
    });
    expect(await Promise.all(marks)).toEqual([undefined, true, undefined]);
  });
});

describe('audit before release', () => {
  test.each(BRANCHES)('%s is recorded', async (_, replaced, event, outcome) => {
    const { play, appended } = pipeline(replaced);
    expect(await play()).toEqual(outcome);
    expect(appended).toHaveLength(1);
    expect(appended[0]).toMatchObject({
      event,
      event_id: EVENT_ID,
      recording_sid: request.recordingSid,
      worker_sid: supervisor.workerSid,
      request_id: request.requestId,
    });
  });

  test.each(BRANCHES)('%s is not returned before its event is durable', async (_, replaced, _event, outcome) => {
    const durable = deferred<Result<void, Failure>>();
    const playing = pipeline({ ...replaced, audit: { append: () => durable.promise } }).play();
    expect(await isPending(playing)).toBe(true);
    durable.resolve(ok(undefined));
    expect(await playing).toEqual(outcome);
  });

  test.each(BRANCHES)('%s becomes unavailable when its event cannot be stored', async (_, replaced) => {
    const broken = { append: async () => fail('unavailable', 'dynamodb_throttled') };
    expect(await pipeline({ ...replaced, audit: broken }).play()).toEqual(fail('unavailable', 'dynamodb_throttled'));
  });

  test.each(BRANCHES)('%s is not returned when the audit log throws', async (_, replaced) => {
    const buggy = { append: () => Promise.reject(new Error('bug')) };
    await expect(pipeline({ ...replaced, audit: buggy }).play()).rejects.toThrow('bug');
  });

  test('the event of a link contains the object and the expiry', async () => {
    const { play, appended } = pipeline();
    await play();
    expect(appended[0]).toMatchObject({
      delivery: 's3',
      object_key: object.key,
      object_version: 'v1',
      link_expires_at: '2026-11-24T12:02:30.000Z',
      policy_ids: yes.policyIds,
      policy_set: yes.policySet,
      reason: yes.reason,
    });
  });

  test('the event of a denial names the deciding policies, and no object', async () => {
    const { play, appended } = pipeline({ authorizer: denying });
    await play();
    expect(appended[0]).toMatchObject({ policy_ids: no.policyIds, policy_set: no.policySet, reason: no.reason });
    expect(appended[0]).not.toHaveProperty('object_key');
    expect(appended[0]).not.toHaveProperty('delivery');
  });

  test('the event of an archived recording names the object and the reason, and no delivery', async () => {
    const { play, appended } = pipeline(archived);
    await play();
    expect(appended[0]).toMatchObject({ reason: 'recording_archived', object_key: object.key });
    expect(appended[0]).not.toHaveProperty('delivery');
  });
});

describe('a link', () => {
  test('is released only after its activation', async () => {
    const active = deferred<Result<void, Failure>>();
    const links = { prepare: async () => ok(link({ activate: () => active.promise })) };
    const playing = pipeline({ links }).play();
    expect(await isPending(playing)).toBe(true);
    active.resolve(ok(undefined));
    expect(await playing).toEqual(ok({ url: URL_OF_LINK, eventId: EVENT_ID }));
  });

  test('is not released when it cannot be activated', async () => {
    const links = { prepare: async () => ok(link({ activate: async () => fail('unavailable', 'dynamodb_timeout') })) };
    expect(await pipeline({ links }).play()).toEqual(fail('unavailable', 'dynamodb_timeout'));
  });

  test('is activated at the same time as the audit put', async () => {
    const durable = deferred<Result<void, Failure>>();
    let activations = 0;
    const activate = async () => {
      activations += 1;
      return ok(undefined);
    };
    const playing = pipeline({
      audit: { append: () => durable.promise },
      links: { prepare: async () => ok(link({ activate })) },
    }).play();
    expect(await isPending(playing)).toBe(true);
    expect(activations).toBe(1);
    durable.resolve(ok(undefined));
    await playing;
  });

  test('is signed while the audit event is being written, not before', async () => {
    const durable = deferred<Result<void, Failure>>();
    const steps: string[] = [];
    const append = () => {
      steps.push('append');
      return durable.promise;
    };
    const url = () => {
      steps.push('sign');
      return URL_OF_LINK;
    };
    const playing = pipeline({ audit: { append }, links: { prepare: async () => ok(link({ url })) } }).play();
    expect(await isPending(playing)).toBe(true);
    expect(steps).toEqual(['append', 'sign']);
    durable.resolve(fail('unavailable', 'audit_timeout'));
    expect(await playing).toEqual(fail('unavailable', 'audit_timeout'));
  });

  test('is not released when it cannot be signed', async () => {
    const links = { prepare: async () => fail('internal_error', 'signing_failed') };
    expect(await pipeline({ links }).play()).toEqual(fail('internal_error', 'signing_failed'));
  });

  test('is granted to this caller and client, for this object, for as long as the recording needs', async () => {
    const { play, grants } = pipeline();
    await play();
    expect(grants).toEqual([
      {
        eventId: EVENT_ID,
        caller: supervisor,
        decision: yes,
        client: request.client,
        recordingSid: request.recordingSid,
        object,
        issuedAt: NOW,
        ttlSeconds: 150,
      },
    ]);
  });

  test.each(BRANCHES.slice(1))('is not prepared for %s', async (_, replaced) => {
    const { play, grants } = pipeline(replaced);
    await play();
    expect(grants).toEqual([]);
  });
});

describe('an unauthorized caller', () => {
  const LOCATIONS: readonly [string, Result<LocatedObject | undefined, Failure>][] = [
    ['present', ok(object)],
    ['archived', ok({ key: object.key, archived: true })],
    ['no audio', ok(noise)],
    ['absent', ok(undefined)],
    ['out of reach', fail('unavailable', 's3_timeout')],
    ['in a bucket that refuses us', fail('internal_error', 's3_access_denied')],
  ];

  test.each(LOCATIONS)(
    'gets the same response, and causes the same event, for a recording that is %s',
    async (_, located) => {
      const { play, appended } = pipeline({ authorizer: denying, recordings: { locate: async () => located } });
      const reference = pipeline({ authorizer: denying });
      expect(await play()).toEqual(await reference.play());
      expect(appended).toEqual(reference.appended);
      expect(appended[0]?.event).toBe('denied');
    },
  );
});
