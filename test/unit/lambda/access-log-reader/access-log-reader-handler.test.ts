import { describe, expect, test } from 'vitest';
import {
  type AccessLogReaderDependencies,
  accessLogReaderHandler,
} from '../../../../lambda/access-log-reader/handler.ts';
import { readerLog } from '../../../../lambda/access-log-reader/reader-log.ts';
import { parseAccessLogLine } from '../../../../lambda/domain/listening/access-log-line.ts';
import type { ForgedFetch } from '../../../../lambda/domain/listening/fetch-claim.ts';
import { fail } from '../../../../lambda/domain/shared/failure.ts';
import type { RecordingSid } from '../../../../lambda/domain/shared/recording-sid.ts';
import { ok } from '../../../../lambda/domain/shared/result.ts';
import type { ObjectCreatedEvent } from '../../../../lambda/shell/object-created.ts';
import { accessLogLine, FETCHED_SID, LOGGED_AUDIT_ID, LOGGED_SECRETS } from '../../../support/access-log.ts';
import { arrivalEvent } from '../../../support/arrival-event.ts';

const line = parseAccessLogLine(accessLogLine());
if (!line) throw new Error('the line is none');
const forged: ForgedFetch = {
  reason: 'unknown_id',
  line,
  recordingSid: FETCHED_SID as RecordingSid,
  auditId: LOGGED_AUDIT_ID,
};
const OUTCOME = { lines: 9, recorded: 3, repeated: 1, forged: { unknown_id: 2 }, unreadable: 1, other: 2 };

const readerWith = (takeLog: AccessLogReaderDependencies['takeLog']) => {
  const lines: Record<string, unknown>[] = [];
  const handle = accessLogReaderHandler({
    takeLog,
    accessLogBucket: 'logs',
    log: readerLog(
      text => lines.push(JSON.parse(text)),
      () => new Date('2026-11-24T12:00:00.000Z'),
    ),
  });
  const run = (event: unknown = arrivalEvent({ key: '2026-11-24-X' }, 'logs')) =>
    handle(event as ObjectCreatedEvent, { awsRequestId: 'r' });
  return { run, lines };
};

describe('the access-log-reader', () => {
  test('takes in the object that the event names, and counts its lines in its own line', async () => {
    const taken: object[] = [];
    const { run, lines } = readerWith(async ({ key, at }) => {
      taken.push({ key, at });
      return ok(OUTCOME);
    });
    await run();
    expect(taken).toEqual([{ key: '2026-11-24-X', at: new Date('2026-11-24T02:35:00.000Z') }]);
    expect(lines).toEqual([
      {
        level: 'info',
        time: '2026-11-24T12:00:00.000Z',
        outcome: 'log_taken',
        request_id: 'r',
        log_key: '2026-11-24-X',
        ...OUTCOME,
        FetchesRecorded: 3,
        ForgedAuditIds: 2,
        UnreadableLogLines: 1,
        _aws: expect.anything(),
      },
    ]);
  });

  test('names forged audit ids, at most 100 of an object, and nothing else of their address', async () => {
    const { run, lines } = readerWith(async (_, onForged) => {
      for (let count = 0; count < 150; count++) onForged(forged);
      return ok(OUTCOME);
    });
    await run();
    expect(lines).toHaveLength(101);
    expect(lines[0]).toMatchObject({
      level: 'warn',
      outcome: 'forged_audit_id',
      reason: 'unknown_id',
      recording_sid: FETCHED_SID,
      audit_id: LOGGED_AUDIT_ID,
      source_ip: '192.0.2.7',
      s3_request_id: '3E57427F3EXAMPLE',
    });
    for (const secret of LOGGED_SECRETS) expect(JSON.stringify(lines)).not.toContain(secret);
  });

  test.each([
    ['is unavailable', async () => fail('unavailable', 'audit_throttled'), 'audit_throttled'],
    ['may not be read', async () => fail('internal_error', 'access_log_access_denied'), 'access_log_access_denied'],
    ['meets a bug', async () => Promise.reject(new Error('bug')), 'bug'],
  ])('lets Lambda try again when something %s', async (_, takeLog, reason) => {
    const { run, lines } = readerWith(takeLog);
    await expect(run()).rejects.toThrow(reason);
    expect(lines).toMatchObject([{ level: 'error', outcome: 'log_interrupted', reason, log_key: '2026-11-24-X' }]);
  });

  test('does not read a damaged object again', async () => {
    const { run, lines } = readerWith(async () => fail('internal_error', 'access_log_unreadable'));
    await run();
    expect(lines).toMatchObject([{ outcome: 'refused', reason: 'access_log_unreadable', Failures: 1 }]);
  });

  test.each([
    ['nothing', null],
    ['another bucket', arrivalEvent({}, 'another')],
    ['an event of something else', { ...arrivalEvent({}, 'logs'), 'detail-type': 'Object Deleted' }],
    ['an event without a time', { ...arrivalEvent({}, 'logs'), time: undefined }],
  ])('reads nothing for %s', async (_, event) => {
    const { run, lines } = readerWith(async () => Promise.reject(new Error('read')));
    await run(event);
    expect(lines).toMatchObject([{ reason: 'event_malformed', Failures: 1 }]);
  });
});
