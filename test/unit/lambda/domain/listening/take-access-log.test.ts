import { describe, expect, test } from 'vitest';
import type { ForgedFetch } from '../../../../../lambda/domain/listening/fetch-claim.ts';
import type { IssuedLink } from '../../../../../lambda/domain/listening/ports.ts';
import { takeAccessLog } from '../../../../../lambda/domain/listening/take-access-log.ts';
import { memoryAuditLog } from '../../../../fakes/memory-audit-log.ts';
import { memoryIssuedLinks } from '../../../../fakes/memory-issued-links.ts';
import {
  ACCOUNT,
  accessLogLine,
  EXPECTED_FETCHES,
  FETCHED_SID,
  LOGGED_AUDIT_ID,
  LOGGED_SECRETS,
  type LoggedFields,
} from '../../../../support/access-log.ts';
import { supervisor } from '../../../../support/callers.ts';

const RECORDED_AT = new Date('2026-11-24T11:30:00.000Z');
const OTHER_SID = `RE${'2'.repeat(32)}`;
const KEY = `${ACCOUNT}/${FETCHED_SID}`;
const link: IssuedLink = {
  caller: supervisor,
  decision: { allowed: true, policyIds: ['p1'], policySet: 'set-1', reason: 'role_permits' },
  sourceIp: '192.0.2.7',
  object: { key: KEY, versionId: 'v1' },
  expiresAt: new Date('2026-11-24T10:30:00.000Z'),
  fetchEventIds: [],
};

const world = () => {
  const links = memoryIssuedLinks();
  links.links.set(`${FETCHED_SID} ${LOGGED_AUDIT_ID}`, link);
  const audit = memoryAuditLog();
  const forged: ForgedFetch[] = [];
  const take = async (lines: readonly string[], recordedAt = RECORDED_AT) =>
    takeAccessLog(
      { links, audit, expected: EXPECTED_FETCHES, onForged: one => forged.push(one) },
      (async function* () {
        yield* lines;
      })(),
      recordedAt,
    );
  return { links, audit, forged, take };
};
const lineWith = (fields: LoggedFields, serial = 1) => accessLogLine({ requestId: `REQUEST${serial}`, ...fields });

describe('the access log of S3', () => {
  test('puts a fetch with a link on record, with who was given the link and what was sent where', async () => {
    const { audit, take } = world();
    expect(await take([accessLogLine()])).toEqual({
      ok: true,
      value: { lines: 1, recorded: 1, repeated: 0, forged: {}, unreadable: 0, other: 0 },
    });
    expect(audit.events).toEqual([
      {
        recording_sid: FETCHED_SID,
        event_key: expect.stringMatching(/^2026-11-24T11:30:00\.000Z#[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab]/),
        day_shard: expect.stringMatching(/^2026-11-24#[0-7]$/),
        event: 'media_fetched',
        event_id: expect.any(String),
        occurred_at: '2026-11-24T11:30:00.000Z',
        worker_sid: supervisor.workerSid,
        identity: supervisor.identity,
        realm_user_id: supervisor.realmUserId,
        roles: supervisor.roles,
        policy_ids: ['p1'],
        policy_set: 'set-1',
        reason: 'access_log',
        delivery: 's3',
        object_key: KEY,
        object_version: 'v1',
        link_expires_at: '2026-11-24T10:30:00.000Z',
        link_event_id: LOGGED_AUDIT_ID,
        first_at: '2026-11-24T10:02:03.000Z',
        last_at: '2026-11-24T10:02:05.500Z',
        bytes: 500_000,
        object_bytes: 1_000_000,
        source_ip: '192.0.2.7',
        user_agent: 'Mozilla/5.0 (X11)',
        request_id: '3E57427F3EXAMPLE',
        token_fingerprint: supervisor.tokenFingerprint,
        schema_version: 1,
      },
    ]);
    for (const secret of LOGGED_SECRETS) expect(JSON.stringify(audit.events)).not.toContain(secret);
  });

  test('says that the bytes went to another address than the link', async () => {
    const { audit, take } = world();
    await take([accessLogLine({ address: '198.51.100.4' })]);
    expect(audit.events).toMatchObject([{ source_ip: '198.51.100.4', other_address: true }]);
  });

  test('says how many seconds of the recording were sent, and which ones if the answer was the whole object', async () => {
    const { audit, links, take } = world();
    const timeline = { offsetBytes: 200_000, bytesPerSecond: 8_000, seconds: 100 };
    links.links.set(`${FETCHED_SID} ${LOGGED_AUDIT_ID}`, { ...link, timeline });
    await take([
      lineWith({ status: '200' }, 1),
      lineWith({ status: '206', sent: '80000' }, 2),
      lineWith({ status: '206', sent: '999999' }, 3),
    ]);
    expect(audit.events.map(event => [event.recording_seconds, event.heard_seconds, event.heard_ranges])).toEqual([
      [100, 37.5, [[0, 37.5]]],
      [100, 10, undefined],
      [100, 100, undefined],
    ]);
  });

  test('records a line once, however often, in whatever order and in whatever log object it is delivered', async () => {
    const { audit, links, take } = world();
    const lines = Array.from({ length: 40 }, (_, serial) => lineWith({}, serial));
    expect(await take([...lines, ...lines])).toMatchObject({ value: { recorded: 40, repeated: 40 } });
    expect(links.lookups()).toBe(1);
    // The same log object again, as after a lost answer: the conditional put is met.
    expect(await take([...lines].reverse())).toMatchObject({ value: { recorded: 40 } });
    // In a later log object: the trail knows the events.
    const fetchEventIds = audit.events.map(event => event.event_id);
    links.links.set(`${FETCHED_SID} ${LOGGED_AUDIT_ID}`, { ...link, fetchEventIds });
    expect(await take(lines, new Date('2026-11-24T13:00:00.000Z'))).toMatchObject({
      value: { recorded: 0, repeated: 40 },
    });
    expect(audit.events).toHaveLength(40);
  });

  test.each<[string, LoggedFields]>([
    ['another bucket', { bucket: 'another' }],
    ['another operation', { operation: 'REST.HEAD.OBJECT' }],
    ['a request without an audit id', { query: 'versionId=1' }],
    ['a refused request', { status: '403', sent: '243' }],
    ['a request that got nothing', { sent: '-' }],
    ['an answer without content', { status: '304' }],
  ])('takes %s for no fetch', async (_, fields) => {
    const { audit, forged, take } = world();
    expect(await take([accessLogLine(fields)])).toMatchObject({ value: { other: 1, recorded: 0, forged: {} } });
    expect([audit.events, forged]).toEqual([[], []]);
  });

  test.each<[reason: string, what: string, fields: LoggedFields]>([
    ['malformed_id', 'an audit id that is none', { query: 'x-audit-id=me' }],
    ['malformed_id', 'an empty audit id', { query: 'x-audit-id=' }],
    ['malformed_id', 'two audit ids', { query: `x-audit-id=${LOGGED_AUDIT_ID}&x-audit-id=${LOGGED_AUDIT_ID}` }],
    ['unknown_id', 'an invented audit id', { query: `x-audit-id=${LOGGED_AUDIT_ID.replace('019a', '019b')}` }],
    ['unknown_id', 'the audit id of another recording', { key: KEY.replace(FETCHED_SID, OTHER_SID) }],
    ['other_object', 'another object of the recording', { key: `${KEY}.wav` }],
    ['not_a_recording', 'an object that is no recording', { key: 'notes.txt' }],
    ['other_signer', 'a signature of somebody else', { requester: 'arn:aws:iam::111122223333:user/eve' }],
    [
      'other_signer',
      'a session of a role whose name begins the same',
      { requester: 'arn:aws:sts::111122223333:assumed-role/url-provider-role-2/x' },
    ],
    [
      'other_signer',
      'a role of the same name in another account',
      { requester: 'arn:aws:sts::999999999999:assumed-role/url-provider-role/x' },
    ],
    ['other_signer', 'a signature in a header', { authentication: 'AuthHeader' }],
    [
      'other_signer',
      'a signature by the function of another Twilio account',
      { requester: 'arn:aws:sts::111122223333:assumed-role/other-url-provider-role/session' },
    ],
  ])('counts and names as %s: %s, and never writes it as if heard', async (reason, _, fields) => {
    const { audit, forged, take } = world();
    expect(await take([accessLogLine(fields)])).toMatchObject({ value: { recorded: 0, forged: { [reason]: 1 } } });
    expect(forged).toMatchObject([{ reason, line: { requestId: '3E57427F3EXAMPLE' } }]);
    expect(audit.events).toEqual([]);
  });

  test('finds the recording in a key that S3 has encoded once or twice', async () => {
    const { audit, take } = world();
    const once = KEY.replace('/', '%2F');
    await take([lineWith({ key: once }, 1), lineWith({ key: once.replace('%', '%25') }, 2)]);
    expect(audit.events).toHaveLength(2);
  });

  test('counts lines that are none, and goes on behind them', async () => {
    const { take } = world();
    const cut = accessLogLine().slice(0, 300);
    expect(await take(['{"a":1}', '', cut, '\u0000', accessLogLine()])).toMatchObject({
      value: { lines: 4, unreadable: 3, recorded: 1 },
    });
  });

  test('ends with the failure when a link cannot be looked up or an event cannot be stored', async () => {
    const { links, audit, take } = world();
    links.failNext();
    expect(await take([accessLogLine()])).toMatchObject({ ok: false, error: { reason: 'audit_throttled' } });
    expect(audit.events).toEqual([]);
    const failing = {
      append: async () => ({ ok: false as const, error: { code: 'unavailable' as const, reason: 'x' } }),
    };
    const lines = (async function* () {
      yield accessLogLine();
    })();
    const dependencies = { links, audit: failing, expected: EXPECTED_FETCHES, onForged: () => undefined };
    expect(await takeAccessLog(dependencies, lines, RECORDED_AT)).toMatchObject({ ok: false });
  });
});
