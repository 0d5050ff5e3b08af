import type { SQSRecord } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { attachmentFromMessage, attachmentMessage } from '../../../../lambda/adapters/sqs/attachment-message.ts';
import type { Attachment, AttachmentOutcome } from '../../../../lambda/domain/attachment/attachment.ts';
import { type Failure, fail } from '../../../../lambda/domain/shared/failure.ts';
import type { RecordingSid } from '../../../../lambda/domain/shared/recording-sid.ts';
import { ok, type Result } from '../../../../lambda/domain/shared/result.ts';
import { mediaAttacherHandler } from '../../../../lambda/media-attacher/handler.ts';

const sid = (prefix: string, digit = 'a') => prefix + digit.repeat(32);
const attachment: Attachment = {
  taskSid: sid('WT'),
  recordingSid: sid('RE') as RecordingSid,
  recordingStartedAt: new Date('2026-11-24T10:00:00Z'),
};
const record = (messageId: string, { body = attachmentMessage(attachment), receiveCount = 1 } = {}): SQSRecord => ({
  messageId,
  body,
  receiptHandle: 'handle',
  attributes: {
    ApproximateReceiveCount: String(receiveCount),
    ApproximateFirstReceiveTimestamp: '0',
    SenderId: 'sender',
    SentTimestamp: '0',
  },
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:MediaAttachments',
  awsRegion: 'us-east-1',
});

/** Runs the handler over records; `attach` answers for every one. */
const run = async (
  records: SQSRecord[],
  attach: () => Promise<AttachmentOutcome>,
  keepGivenUp: () => Result<void, Failure> = () => ok(undefined),
) => {
  const lines: Record<string, unknown>[] = [];
  const given: [Attachment, string][] = [];
  const handler = mediaAttacherHandler({
    readAttachment: attachmentFromMessage,
    attach,
    keepGivenUp: async (lost, reason) => {
      given.push([lost, reason]);
      return keepGivenUp();
    },
    maxReceiveCount: 3,
    writeLine: line => lines.push(JSON.parse(line)),
    now: () => new Date('2026-11-24T10:05:00Z'),
  });
  const { batchItemFailures } = await handler({ Records: records });
  return { failed: batchItemFailures.map(({ itemIdentifier }) => itemIdentifier), lines, given };
};

describe('the handler that attaches recordings', () => {
  test.each(['attached', 'already_attached'] as const)('takes a message out of the queue when it is %s', async kind => {
    const { failed, lines, given } = await run([record('m1')], async () => ({ kind }));
    expect([failed, given, lines]).toEqual([
      [],
      [],
      [expect.objectContaining({ level: 'info', outcome: kind, task_sid: sid('WT'), recording_sid: sid('RE') })],
    ]);
  });

  test('reports only the messages that need a later attempt', async () => {
    const outcomes: AttachmentOutcome[] = [
      { kind: 'attached' },
      { kind: 'retry', reason: 'twilio_rate_limit' },
      { kind: 'attached' },
    ];
    const { failed, lines } = await run([record('m1'), record('m2'), record('m3')], async () => {
      const outcome = outcomes.shift();
      if (!outcome) throw new Error('more messages than outcomes');
      return outcome;
    });
    expect(failed).toEqual(['m2']);
    expect(lines[1]).toMatchObject({ level: 'warn', outcome: 'retry', reason: 'twilio_rate_limit', receive_count: 1 });
  });

  test('puts what it gives up into the dead-letter queue, with the reason, and counts it', async () => {
    const { failed, given, lines } = await run([record('m1')], async () => ({ kind: 'given_up', reason: 'too_late' }));
    expect([failed, given]).toEqual([[], [[attachment, 'too_late']]]);
    expect(lines[0]).toMatchObject({ level: 'error', outcome: 'given_up', reason: 'too_late', MediaNotAttached: 1 });
  });

  test('keeps the message when the dead-letter queue does not take it, and does not count it', async () => {
    const { failed, lines } = await run(
      [record('m1')],
      async () => ({ kind: 'given_up', reason: 'too_late' }),
      () => fail('unavailable', 'queue_throttled'),
    );
    expect([failed, lines[0]]).toEqual([['m1'], expect.objectContaining({ dead_letter: 'not_written' })]);
    expect(lines[0]).not.toHaveProperty('MediaNotAttached');
  });

  test('gives up with the last reason at the last delivery', async () => {
    const retry = async (): Promise<AttachmentOutcome> => ({ kind: 'retry', reason: 'twilio_failed' });
    expect((await run([record('m1', { receiveCount: 2 })], retry)).failed).toEqual(['m1']);
    const last = await run([record('m1', { receiveCount: 3 })], retry);
    expect([last.failed, last.given]).toEqual([[], [[attachment, 'twilio_failed']]]);
  });

  test('leaves a text that is no message in the queue, and logs nothing of it', async () => {
    const { failed, lines } = await run([record('m1', { body: 'secret text' })], async () => ({ kind: 'attached' }));
    expect(failed).toEqual(['m1']);
    expect(JSON.stringify(lines)).toContain('message_malformed');
    expect(JSON.stringify(lines)).not.toContain('secret text');
  });

  test('leaves the message in the queue after a bug, and logs the error', async () => {
    const { failed, lines } = await run([record('m1')], async () => Promise.reject(new TypeError('no such member')));
    expect([failed, lines[0]]).toEqual([
      ['m1'],
      expect.objectContaining({ reason: 'bug', cause: { name: 'TypeError', message: 'no such member' } }),
    ]);
  });
});
