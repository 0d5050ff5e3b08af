import { describe, expect, test } from 'vitest';
import type { ReceivedCallback, TakenCallback } from '../../../../lambda/domain/catalog/take-callback.ts';
import { type Failure, fail } from '../../../../lambda/domain/shared/failure.ts';
import { ok, type Result } from '../../../../lambda/domain/shared/result.ts';
import { requestLog } from '../../../../lambda/shell/request-log.ts';
import { twilioEventsHandler } from '../../../../lambda/twilio-events/handler.ts';
import { callbackEvent } from '../../../support/callback-event.ts';
import { attributesNaming, taskEvent } from '../../../support/task-event.ts';

const SID = `RE${'1'.repeat(32)}`;
const NOW = new Date('2026-11-24T03:00:00Z');
const MALFORMED: Failure = { code: 'callback_malformed', reason: 'task_sid_malformed' };
const TAKEN: TakenCallback = { recordingSids: [SID] };

const wire = (outcome: () => Promise<Result<TakenCallback, Failure>>) => {
  const lines: Record<string, unknown>[] = [];
  const received: ReceivedCallback[] = [];
  const writeLine = (line: string) => void lines.push(JSON.parse(line));
  const handler = twilioEventsHandler({
    takeCallback: callback => {
      received.push(callback);
      return outcome();
    },
    takeEventStream: async () => ok({ recordingSids: [SID], ignored: 2, refused: [MALFORMED], testIds: ['id-1'] }),
    log: requestLog(writeLine, () => NOW),
    writeLine,
    now: () => NOW,
  });
  return { handler, lines, received };
};
const metricsIn = (line: Record<string, unknown> | undefined) =>
  (line?.['_aws'] as { CloudWatchMetrics: { Metrics: { Name: string }[] }[] } | undefined)?.CloudWatchMetrics.flatMap(
    ({ Metrics }) => Metrics.map(({ Name }) => Name),
  );

describe('twilio-events', () => {
  test('answers a callback with 204, and logs its subject without its content', async () => {
    const { handler, lines } = wire(async () => ok(TAKEN));
    const answer = await handler(callbackEvent({ RecordingSid: SID, From: '+15005550006' }));
    expect(answer).toEqual({ statusCode: 204, headers: { 'Content-Type': 'application/json' }, body: '' });
    expect(lines).toMatchObject([{ level: 'info', outcome: 'callback_taken', recording_sids: [SID] }]);
    expect(JSON.stringify(lines)).not.toContain('+15005550006');
    expect(metricsIn(lines[0])).toBeUndefined();
  });

  test.each([
    [
      '/twilio/recording-status',
      { RecordingSid: SID, RecordingStatus: 'completed' },
      { recordingSid: SID, progress: { status: 'completed' } },
    ],
    [
      '/twilio/task-events',
      taskEvent({ at: NOW }, { TaskAttributes: JSON.stringify(attributesNaming(SID)) }),
      { names: [SID], taskReport: { at: NOW, agentWorkerSid: `WK${'a'.repeat(32)}` } },
    ],
  ])('parses the callbacks to %s', async (path, fields, expected) => {
    const { handler, received } = wire(async () => ok(TAKEN));
    await handler(callbackEvent(fields, { path }));
    const [callback] = received;
    expect(callback?.request.url).toBe(`https://api.example.com${path}`);
    const read = callback?.readFields();
    expect(read?.ok && callback?.understand(read.value)).toMatchObject(ok([expected]));
  });

  test.each([
    ['callback_refused', 403],
    ['callback_unreadable', 400],
    ['callback_malformed', 400],
    ['unavailable', 503],
    ['internal_error', 500],
  ] as const)('answers %s with %i, counts it, and does not say why', async (code, status) => {
    const { handler, lines } = wire(async () => fail(code, 'inner_reason'));
    const answer = await handler(callbackEvent({}));
    expect(answer.statusCode).toBe(status);
    expect(answer.body).not.toContain('inner_reason');
    expect(lines[0]).toMatchObject({ outcome: 'refused', code, reason: 'inner_reason', request_id: 'request-1' });
    expect(metricsIn(lines[0])).toEqual(['Failures']);
  });

  test.each([
    ['callback_refused', []],
    ['callback_malformed', []],
    ['unavailable', ['CallbacksNotStored']],
    ['internal_error', ['CallbacksNotStored']],
  ] as const)('counts a callback that ends with %s as not stored: %j', async (code, metrics) => {
    const { handler, lines } = wire(async () => fail(code, 'inner_reason'));
    await handler(callbackEvent({ RecordingSid: SID }, { path: '/twilio/task-events' }));
    const notStored = lines.slice(1);
    expect(notStored.flatMap(metricsIn)).toEqual(metrics);
    for (const line of notStored) {
      expect(line).toMatchObject({ level: 'error', outcome: 'callback_not_stored', path: '/twilio/task-events' });
      expect(line).toMatchObject({ request_id: 'request-1' });
      expect(JSON.stringify(line)).not.toContain(SID);
    }
  });

  test('refuses an unreadable callback without a call to another service', async () => {
    const { handler, lines, received } = wire(async () => ok(TAKEN));
    const answer = await handler(callbackEvent({}, { headers: { 'x-twilio-signature': '' } }));
    expect(answer.statusCode).toBe(403);
    expect(lines).toMatchObject([{ reason: 'signature_missing' }]);
    expect(received).toEqual([]);
  });

  test('answers 500 without details for a bug', async () => {
    const { handler, lines } = wire(async () => {
      throw new Error('secret detail');
    });
    const answer = await handler(callbackEvent({}));
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain('secret detail');
    expect(lines[0]).toMatchObject({ reason: 'bug' });
  });

  test.each(['/twilio/event-streams', `/accounts/AC${'b'.repeat(32)}/twilio/event-streams`])(
    'accepts a batch of events at %s, and counts those that it refused or ignored',
    async path => {
      const { handler, lines, received } = wire(async () => ok(TAKEN));
      const answer = await handler(callbackEvent({}, { path }));
      expect(answer.statusCode).toBe(204);
      expect(received).toEqual([]);
      expect(lines).toMatchObject([
        { outcome: 'refused', reason: 'task_sid_malformed', request_id: 'request-1' },
        { outcome: 'events_taken', recording_sids: [SID], refused: 1, test_ids: ['id-1'], StreamEventsIgnored: 2 },
      ]);
      expect(lines.map(metricsIn)).toEqual([['Failures'], ['StreamEventsIgnored']]);
    },
  );
});
