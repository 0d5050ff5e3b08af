import { describe, expect, test } from 'vitest';
import { type CatalogUpdate, recordingsOf } from '../../../../../lambda/domain/catalog/catalog-update.ts';
import { readStreamEvent } from '../../../../../lambda/domain/catalog/stream-event.ts';
import type { TakeCallbackDependencies } from '../../../../../lambda/domain/catalog/take-callback.ts';
import { takeEventStream } from '../../../../../lambda/domain/catalog/take-event-stream.ts';
import { fail } from '../../../../../lambda/domain/shared/failure.ts';
import { ok } from '../../../../../lambda/domain/shared/result.ts';
import {
  ACCOUNT,
  recordingEvent,
  SID,
  STREAM_AT,
  TEST_EVENT,
  taskStreamEvent,
} from '../../../../support/stream-events.ts';

const read = (event: unknown, receivedAt = STREAM_AT) => readStreamEvent(event, { accountSid: ACCOUNT, receivedAt });
const malformed = (reason: string) => ({ ok: false, error: { code: 'callback_malformed', reason } });

describe('an event of Event Streams', () => {
  test('about an accepted reservation tells the task, its agent and its queue', () => {
    expect(read(taskStreamEvent('reservation.accepted'))).toEqual(
      ok({
        kind: 'facts',
        updates: [
          {
            names: [SID],
            legs: [],
            taskReport: {
              at: STREAM_AT,
              taskSid: `WT${'a'.repeat(32)}`,
              taskCreatedAt: new Date(STREAM_AT.getTime() - 60_000),
              agentWorkerSid: `WK${'a'.repeat(32)}`,
              queue: 'Support',
            },
          },
        ],
      }),
    );
  });

  test.each(['reservation.created', 'reservation.rejected', 'task.updated'])('%s tells no agent', type => {
    const event = read(taskStreamEvent(type));
    expect(event).toMatchObject({ value: { kind: 'facts', updates: [{ names: [SID] }] } });
    expect(JSON.stringify(event)).not.toContain('agentWorkerSid');
  });

  test('about a recording tells what its callback tells', () => {
    expect(read(recordingEvent())).toMatchObject({
      value: {
        kind: 'facts',
        updates: [
          { recordingSid: SID, progress: { status: 'completed', durationSeconds: 61 }, ifUnknown: { channels: 2 } },
        ],
      },
    });
  });

  test('that tests the sink tells the id that Twilio asks for', () => {
    expect(read(TEST_EVENT)).toEqual(ok({ kind: 'test', testId: TEST_EVENT.data.test_id }));
  });

  test.each(['com.twilio.taskrouter.worker.activity.update', 'com.twilio.messaging.message.sent', 'com.example.new'])(
    'of the type %s is ignored',
    type => {
      expect(read({ ...taskStreamEvent('task.created'), type })).toEqual(ok({ kind: 'ignored' }));
    },
  );

  test('is accepted for four hours, in which Twilio retries, and not much longer', () => {
    const hoursLater = (hours: number) => new Date(STREAM_AT.getTime() + hours * 3_600_000);
    expect(read(taskStreamEvent('task.created'), hoursLater(4)).ok).toBe(true);
    expect(read(taskStreamEvent('task.created'), hoursLater(5))).toMatchObject(malformed('event_too_old'));
    expect(read(taskStreamEvent('task.created'), hoursLater(-1))).toMatchObject(malformed('event_ahead_of_time'));
  });

  test.each([
    ['no object', 'text', 'event_type_malformed'],
    ['no type', { data: {} }, 'event_type_malformed'],
    [
      'attributes that are not JSON',
      taskStreamEvent('task.created', { task_attributes: '{' }),
      'task_attributes_malformed',
    ],
    ['a malformed task', taskStreamEvent('task.created', { task_sid: 'WT1' }), 'task_sid_malformed'],
    ['no agent', taskStreamEvent('reservation.accepted', { worker_sid: null }), 'worker_sid_malformed'],
    ['no reservation', taskStreamEvent('reservation.accepted', { reservation_sid: '' }), 'reservation_sid_malformed'],
    ['no time', taskStreamEvent('task.created', { timestamp: 'now' }), 'timestamp_malformed'],
    ['no age', taskStreamEvent('task.created', { task_age: -1 }), 'timestamp_malformed'],
    ['a malformed recording', recordingEvent({ RecordingSid: 'RE1' }), 'recording_sid_malformed'],
  ])('with %s is malformed', (_, event, reason) => {
    expect(read(event)).toMatchObject(malformed(reason));
  });

  test.each([
    taskStreamEvent('task.created', { account_sid: `AC${'2'.repeat(32)}` }),
    recordingEvent({ AccountSid: `AC${'2'.repeat(32)}` }),
  ])('about another account is refused: %#', event => {
    expect(read(event)).toMatchObject({ error: { code: 'callback_refused', reason: 'foreign_account' } });
  });
});

describe('a batch of events', () => {
  const take = async (text: string, replaced: Partial<TakeCallbackDependencies> = {}) => {
    const queued: CatalogUpdate[] = [];
    const dependencies: TakeCallbackDependencies = {
      verifier: { verify: async () => ok(undefined) },
      queue: {
        add: async updates => {
          queued.push(...updates);
          return ok(undefined);
        },
      },
      accountSid: ACCOUNT,
      ...replaced,
    };
    const request = { url: 'https://a.example/', signature: 's', body: { kind: 'json', text } } as const;
    return { outcome: await takeEventStream(dependencies, request, STREAM_AT), queued };
  };
  const GOOD = taskStreamEvent('reservation.accepted');

  test('queues the facts of all events although some of them are bad, foreign or unknown', async () => {
    const events = [
      GOOD,
      null,
      { type: 'com.example.new' },
      recordingEvent({ AccountSid: 'AC1' }),
      recordingEvent(),
      TEST_EVENT,
    ];
    const { outcome, queued } = await take(JSON.stringify(events));
    expect(queued.flatMap(recordingsOf)).toEqual([SID, SID]);
    expect(outcome).toMatchObject({
      value: {
        recordingSids: [SID],
        ignored: 1,
        refused: [{ reason: 'event_type_malformed' }, { reason: 'foreign_account' }],
        testIds: [TEST_EVENT.data.test_id],
      },
    });
  });

  test('may be one event alone', async () => {
    expect((await take(JSON.stringify(GOOD))).queued).toHaveLength(1);
  });

  test.each([
    ['text', '"text"', 'body_not_events'],
    ['broken JSON', '[', 'body_not_events'],
    ['too many events', JSON.stringify(Array(1_001).fill({})), 'too_many_events'],
  ])('that is %s is refused as a whole', async (_, text, reason) => {
    expect((await take(text)).outcome).toMatchObject({ error: { code: 'callback_malformed', reason } });
  });

  test('that is not signed queues nothing', async () => {
    const verifier = { verify: async () => fail('callback_refused', 'signature_wrong') };
    const { outcome, queued } = await take(JSON.stringify([GOOD]), { verifier });
    expect(outcome).toMatchObject({ error: { code: 'callback_refused' } });
    expect(queued).toEqual([]);
  });

  test('that cannot be queued fails, so that Twilio sends it again', async () => {
    const queue = { add: async () => fail('unavailable', 'queue_throttled') };
    expect((await take(JSON.stringify([GOOD]), { queue })).outcome).toMatchObject({ error: { code: 'unavailable' } });
  });
});
