import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Attachment, AttachmentOutcome } from '../domain/attachment/attachment.ts';
import type { Failure } from '../domain/shared/failure.ts';
import type { Result } from '../domain/shared/result.ts';
import { attachmentLine, unreadableLine } from './attacher-log.ts';

export interface MediaAttacherDependencies {
  /** Undefined: the text is not a message of this product. */
  readonly readAttachment: (text: string) => Attachment | undefined;
  readonly attach: (attachment: Attachment) => Promise<AttachmentOutcome>;
  /** Puts an attachment that was given up into the dead-letter queue, with the reason. */
  readonly keepGivenUp: (attachment: Attachment, reason: string) => Promise<Result<void, Failure>>;
  /** Deliveries after which the last reason counts as final. */
  readonly maxReceiveCount: number;
  readonly writeLine: (line: string) => void;
  readonly now: () => Date;
}

/**
 * Attaches the recording of each message to its task. Reports the messages that need a later attempt: they come back after
 * the visibility timeout. What cannot be attached goes to the dead-letter queue with its reason. Nothing is dropped: a
 * message leaves the queue when its recording is attached, or when the dead-letter queue has it.
 */
export const mediaAttacherHandler =
  (dependencies: MediaAttacherDependencies) =>
  async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const done = await Promise.all(Records.map(record => processRecord(dependencies, record)));
    const failed = Records.filter((_, index) => !done[index]);
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };

/** Returns true when the message may leave the queue. */
const processRecord = async (
  { readAttachment, attach, keepGivenUp, maxReceiveCount, writeLine, now }: MediaAttacherDependencies,
  { body, messageId, attributes }: SQSRecord,
): Promise<boolean> => {
  const attachment = readAttachment(body);
  if (!attachment) {
    // SQS moves it to the dead-letter queue after some deliveries.
    writeLine(unreadableLine(messageId, now()));
    return false;
  }
  const receiveCount = Number(attributes.ApproximateReceiveCount);
  let cause: unknown;
  const attempted = await attach(attachment).catch((bug: unknown): AttachmentOutcome => {
    cause = bug;
    return { kind: 'retry', reason: 'bug' };
  });
  const outcome: AttachmentOutcome =
    attempted.kind === 'retry' && receiveCount >= maxReceiveCount
      ? { kind: 'given_up', reason: attempted.reason }
      : attempted;
  const isKept = outcome.kind !== 'given_up' || (await keepGivenUp(attachment, outcome.reason)).ok;
  writeLine(attachmentLine({ attachment, outcome, messageId, receiveCount, isKept, cause }, now()));
  return isKept && outcome.kind !== 'retry';
};
