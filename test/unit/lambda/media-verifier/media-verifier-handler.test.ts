import { describe, expect, test } from 'vitest';
import type { Arrival } from '../../../../lambda/domain/arrival/verify-arrival.ts';
import { type FailureCode, fail } from '../../../../lambda/domain/shared/failure.ts';
import { ok } from '../../../../lambda/domain/shared/result.ts';
import { arrivalLog } from '../../../../lambda/media-verifier/arrival-log.ts';
import { type MediaVerifierDependencies, mediaVerifierHandler } from '../../../../lambda/media-verifier/handler.ts';
import type { ObjectCreatedEvent } from '../../../../lambda/shell/object-created.ts';
import { ARRIVALS, ARRIVED_AT, ARRIVED_SID, arrivalEvent } from '../../../support/arrival-event.ts';

const SECRET = 'a-content-key-or-plaintext';

const verifierWith = (verifyArrival: MediaVerifierDependencies['verifyArrival'], secondsLater = 1) => {
  const arrivals: Arrival[] = [];
  const lines: Record<string, unknown>[] = [];
  const now = () => new Date(Date.parse(ARRIVED_AT) + secondsLater * 1000);
  const handle = mediaVerifierHandler({
    verifyArrival: async arrival => {
      arrivals.push(arrival);
      return verifyArrival(arrival);
    },
    expected: ARRIVALS,
    log: arrivalLog(line => lines.push(JSON.parse(line)), now),
    now,
  });
  return { run: (event: unknown) => handle(event as ObjectCreatedEvent, { awsRequestId: 'r' }), arrivals, lines };
};
const verifying = () => verifierWith(async () => ok({ kind: 'verified', sizeBytes: 1623 }));
const metricOf = (line: Record<string, unknown> | undefined) =>
  (line?.['_aws'] as { CloudWatchMetrics: { Metrics: { Name: string }[] }[] } | undefined)?.CloudWatchMetrics[0]
    ?.Metrics[0]?.Name;

describe('the media-verifier', () => {
  test('verifies the object that the event names, with its entity tag in quotes', async () => {
    const { run, arrivals, lines } = verifying();
    await run(arrivalEvent());
    expect(arrivals).toEqual([
      {
        recordingSid: ARRIVED_SID,
        key: `${ARRIVALS.accountSid}/${ARRIVED_SID}`,
        etag: '"b1946ac92492d2347c6235b4d2611184"',
      },
    ]);
    expect(lines).toEqual([
      {
        level: 'info',
        time: '2026-11-24T02:35:01.000Z',
        outcome: 'verified',
        request_id: 'r',
        recording_sid: ARRIVED_SID,
        size_bytes: 1623,
      },
    ]);
  });

  test('takes the entity tag of an upload in parts', async () => {
    const { run, arrivals } = verifying();
    await run(arrivalEvent({ etag: '4af981f98d22a0b9979da24b259e5e42-12' }));
    expect(arrivals[0]?.etag).toBe('"4af981f98d22a0b9979da24b259e5e42-12"');
  });

  test.each([
    ['other_bucket', arrivalEvent({}, 'somebody-elses')],
    ['not_a_recording', arrivalEvent({ key: `${ARRIVALS.accountSid}/notes.txt` })],
    ['not_a_recording', arrivalEvent({ key: `AC${'b'.repeat(32)}/${ARRIVED_SID}` })],
  ])('reads nothing and tells why: %s', async (reason, event) => {
    const { run, arrivals, lines } = verifying();
    await run(event);
    expect(arrivals).toEqual([]);
    expect(lines).toMatchObject([{ level: 'info', outcome: 'skipped', reason }]);
  });

  test.each([
    null,
    {},
    'event',
    { ...arrivalEvent(), source: 'aws.ec2' },
    { ...arrivalEvent(), 'detail-type': 'Object Deleted' },
    { ...arrivalEvent(), time: 'yesterday' },
    { ...arrivalEvent(), time: undefined },
    { ...arrivalEvent(), detail: undefined },
    { ...arrivalEvent(), detail: { bucket: { name: 'recordings' } } },
    { ...arrivalEvent(), detail: { object: { key: 'a', etag: 'b' } } },
    arrivalEvent({ key: 7 }),
    arrivalEvent({ etag: undefined }),
    arrivalEvent({ etag: '*' }),
    arrivalEvent({ etag: '"b1946ac92492d2347c6235b4d2611184"' }),
  ])('reads nothing for an event that is not of S3, and raises an alarm: %j', async event => {
    const { run, arrivals, lines } = verifying();
    await run(event);
    expect(arrivals).toEqual([]);
    expect(lines).toMatchObject([{ outcome: 'refused', code: 'internal_error', reason: 'event_malformed' }]);
    expect(metricOf(lines[0])).toBe('Failures');
  });

  test('fails, so that Lambda tries again, while the catalog does not know the recording', async () => {
    const { run, lines } = verifierWith(async () => fail('unavailable', 'encryption_unknown_yet'), 61);
    await expect(run(arrivalEvent())).rejects.toThrow('Not verified yet: encryption_unknown_yet');
    expect(lines).toMatchObject([{ level: 'info', outcome: 'will_retry', reason: 'encryption_unknown_yet' }]);
    expect(metricOf(lines[0])).toBe('ArrivalsToRetry');
  });

  test('leaves the object to its first play at the last attempt, without an error', async () => {
    const { run, lines } = verifierWith(async () => fail('unavailable', 'kms_timeout'), 181);
    await run(arrivalEvent());
    expect(lines).toMatchObject([{ level: 'warn', outcome: 'left_to_first_play', reason: 'kms_timeout' }]);
    expect(metricOf(lines[0])).toBeUndefined();
  });

  test.each<FailureCode>(['integrity_failed', 'internal_error', 'recording_key_unknown', 'forbidden'])(
    'counts %s as a failure and does not try again',
    async code => {
      const { run, lines } = verifierWith(async () => fail(code, 'why'));
      await run(arrivalEvent());
      expect(lines).toMatchObject([{ outcome: 'refused', code, reason: 'why', recording_sid: ARRIVED_SID }]);
      expect(metricOf(lines[0])).toBe('Failures');
    },
  );

  test('reports an exception as a bug', async () => {
    const { run, lines } = verifierWith(async () => {
      throw new TypeError('oops');
    });
    await run(arrivalEvent());
    expect(lines).toMatchObject([{ code: 'internal_error', reason: 'bug', cause: { name: 'TypeError' } }]);
  });

  test('writes nothing of the error object but its name, code and message', async () => {
    const cause = Object.assign(new Error('timeout'), { key: SECRET, $response: { body: SECRET } });
    for (const [code, secondsLater] of [
      ['unavailable', 1],
      ['unavailable', 200],
      ['integrity_failed', 1],
    ] as const) {
      const { run, lines } = verifierWith(async () => fail(code, 'why', cause), secondsLater);
      await run(arrivalEvent()).catch(() => undefined);
      expect(JSON.stringify(lines)).not.toContain(SECRET);
      expect(JSON.stringify(lines)).toContain('timeout');
    }
  });
});
