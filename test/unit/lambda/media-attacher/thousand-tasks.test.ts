import { describe, expect, test } from 'vitest';
import { attachmentFromMessage, attachmentMessage } from '../../../../lambda/adapters/sqs/attachment-message.ts';
import { attachMedia } from '../../../../lambda/domain/attachment/attach-media.ts';
import type { Attachment } from '../../../../lambda/domain/attachment/attachment.ts';
import { fail } from '../../../../lambda/domain/shared/failure.ts';
import type { RecordingSid } from '../../../../lambda/domain/shared/recording-sid.ts';
import { ok } from '../../../../lambda/domain/shared/result.ts';
import { mediaAttacherHandler } from '../../../../lambda/media-attacher/handler.ts';
import { createMessage, createQueue, type Queue } from '../../../../local/aws/sqs/queue.ts';
import { failedItems } from '../../../../local/event-sources/failed-items.ts';
import { sqsEvent } from '../../../../local/event-sources/sqs-event.ts';
import { memoryTasks } from '../../../fakes/memory-tasks.ts';
import { faultyTasks, PASSING, seededRandom } from '../../../support/faulty-tasks.ts';

const COUNT = 1_000;
const FAULT_SHARE = 0.2;
const ACCOUNT = `AC${'1'.repeat(32)}`;
const URL_PROVIDER = 'https://api.example.com/sec_rec';
const START_MS = Date.parse('2026-11-24T10:00:00Z');
const MAX_RECEIVE_COUNT = 6;
const VISIBILITY_SECONDS = 90;

const sid = (prefix: string, index: number) => prefix + index.toString(16).padStart(32, '0');
const OTHERS = { type: 'VoiceRecording', url_provider: 'https://other.example.com/?recording=1' };
/** What the attributes of a task are before: one of these. */
const BEFORE = [
  {},
  { name: 'Ada', conference: { sid: 'CF1' } },
  { conversations: { media: [OTHERS], outcome: 'sold' } },
];
/** The reason why a task cannot have media, for a few of them. */
const hopelessReason = (index: number): string | undefined =>
  new Map([
    [7, 'task_gone'],
    [8, 'attributes_not_json'],
    [9, 'task_of_another_account'],
    [10, 'too_late'],
  ]).get(index % 50);

const taskOf = (index: number) => {
  const reason = hopelessReason(index);
  return {
    accountSid: reason === 'task_of_another_account' ? `AC${'9'.repeat(32)}` : ACCOUNT,
    attributes: reason === 'attributes_not_json' ? 'hello' : JSON.stringify(BEFORE[index % BEFORE.length]),
    ...(reason === 'too_late' && { endedAt: new Date(START_MS - 121_000) }),
  };
};
const attachmentOf = (index: number): Attachment => ({
  taskSid: sid('WT', index),
  recordingSid: sid('RE', index) as RecordingSid,
  recordingStartedAt: new Date(START_MS - 60_000),
});

const queueNamed = (queueName: string, redrive?: Queue['definition']['redrive']): Queue =>
  createQueue({
    logicalId: queueName,
    queueName,
    url: `http://127.0.0.1/${queueName}`,
    arn: `arn:aws:sqs:us-east-1:000000000000:${queueName}`,
    visibilityTimeoutSeconds: VISIBILITY_SECONDS,
    retentionSeconds: 14 * 86_400,
    maxMessageBytes: 262_144,
    waitSeconds: 0,
    ...(redrive && { redrive }),
  });

/** Delivers all messages, ten at a time and two batches at once, until the queue is empty. */
const attachAll = async (seed: number) => {
  const random = seededRandom(seed);
  const indexes = Array.from({ length: COUNT }, (_, index) => index);
  const stored = memoryTasks(
    Object.fromEntries(
      indexes.filter(index => hopelessReason(index) !== 'task_gone').map(index => [sid('WT', index), taskOf(index)]),
    ),
  );
  const { tasks, isFault, faults, writesOfOthers } = faultyTasks(stored, { random, share: FAULT_SHARE });
  const deadLetters = queueNamed('DeadLetters');
  const redrive = { deadLetterArn: deadLetters.definition.arn, maxReceiveCount: MAX_RECEIVE_COUNT };
  const queue = queueNamed('Attachments', redrive);

  let nowMs = START_MS;
  const now = () => new Date(nowMs);
  const handle = mediaAttacherHandler({
    readAttachment: attachmentFromMessage,
    attach: attachment => attachMedia({ tasks, accountSid: ACCOUNT, urlProviderUrl: URL_PROVIDER, now }, attachment),
    keepGivenUp: async (attachment, reason) => {
      if (isFault()) return fail('unavailable', 'queue_timeout');
      deadLetters.add(createMessage(attachmentMessage(attachment, reason), 'attacher', nowMs));
      return ok(undefined);
    },
    // SQS moves a message by itself only if the attacher could not: its copy has no reason.
    maxReceiveCount: MAX_RECEIVE_COUNT - 3,
    writeLine: () => {},
    now,
  });
  const deliver = async (): Promise<boolean> => {
    const options = { max: 10, visibilitySeconds: VISIBILITY_SECONDS, nowMs, deadLetter: deadLetters };
    const received = queue.receive(options);
    const messages = received.map(({ messageId: MessageId, body: Body, receiveCount }) => ({
      ...{ MessageId, Body, ReceiptHandle: '' },
      Attributes: { ApproximateReceiveCount: String(receiveCount) },
    }));
    const answer = await handle(sqsEvent(messages, queue.definition.arn));
    // The function ends before its answer arrives: the whole batch comes back.
    if (random() < FAULT_SHARE / 10) return received.length > 0;
    const failed = failedItems(
      answer,
      received.map(({ messageId }) => messageId),
    );
    for (const message of received) if (!failed.includes(message.messageId)) queue.delete(message);
    return received.length > 0;
  };

  // Each message about a call sends the attachment again.
  for (const index of indexes)
    for (let copy = 0; copy <= index % 3; copy += 1)
      queue.add(createMessage(attachmentMessage(attachmentOf(index)), 'writer', nowMs));
  for (; queue.messages().length > 0; nowMs += VISIBILITY_SECONDS * 1_000)
    while ((await Promise.all([deliver(), deliver()])).includes(true));

  const given = deadLetters.messages().map(({ body }) => JSON.parse(body) as { taskSid: string; reason?: string });
  const reasonsOf = (taskSid: string) => given.flatMap(one => (one.taskSid === taskSid ? [one.reason] : []));
  return { indexes, stored, faults, writesOfOthers, reasonsOf };
};

describe.each([1, 2])('a thousand tasks with 20 %% faults at random (seed %i)', seed => {
  test('end with exactly one right entry each, or in the dead-letter queue with the reason', async () => {
    const { indexes, stored, faults, writesOfOthers, reasonsOf } = await attachAll(seed);
    expect(faults()).toBeGreaterThan(COUNT / 2);
    const ends = { attached: 0, givenUp: 0 };
    for (const index of indexes) {
      const taskSid = sid('WT', index);
      const after = stored.attributesOf(taskSid);
      const entries = after.match(new RegExp(sid('RE', index), 'g')) ?? [];
      const hopeless = hopelessReason(index);
      if (entries.length > 0) {
        ends.attached += 1;
        const before: { conversations?: { media?: unknown[] } } = BEFORE[index % BEFORE.length] ?? {};
        const writes = writesOfOthers(taskSid);
        expect(JSON.parse(after)).toEqual({
          ...before,
          ...(writes && { writes }),
          conversations: {
            ...before.conversations,
            media: [
              ...(before.conversations?.media ?? []),
              {
                type: 'VoiceRecording',
                url_provider: `${URL_PROVIDER}?recording_sid=${sid('RE', index)}`,
                start_time: START_MS - 60_000,
                title: 'Call',
              },
            ],
          },
        });
        expect(hopeless).toBeUndefined();
      } else {
        ends.givenUp += 1;
        // Repeated faults can use up all attempts before the task itself is seen.
        const expected = hopeless ? [hopeless, ...PASSING] : PASSING;
        expect([taskSid, reasonsOf(taskSid).find(reason => reason && expected.includes(reason))]).toEqual([
          taskSid,
          expect.any(String),
        ]);
      }
    }
    expect(ends.attached + ends.givenUp).toBe(COUNT);
    expect(ends.attached).toBeGreaterThan(0.9 * COUNT);
    expect(ends.givenUp).toBeGreaterThanOrEqual(80);
  });
});
