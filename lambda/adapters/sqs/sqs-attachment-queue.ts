import type { Attachment } from '../../domain/attachment/attachment.ts';
import type { Failure } from '../../domain/shared/failure.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import { awsFailure } from '../aws/aws-failure.ts';
import { attachmentMessage } from './attachment-message.ts';
import type { SqsUpdateQueueOptions } from './sqs-update-queue.ts';

/**
 * Returns a function that sends an attachment to a queue. Fails with `unavailable` or `internal_error`.
 * The function's second parameter is the reason why the attachment was given up.
 */
export const sqsAttachmentSender =
  ({ client, queueUrl }: SqsUpdateQueueOptions) =>
  async (attachment: Attachment, reason?: string): Promise<Result<void, Failure>> => {
    try {
      await client.sendMessage({ QueueUrl: queueUrl, MessageBody: attachmentMessage(attachment, reason) });
      return ok(undefined);
    } catch (error) {
      return err(awsFailure('queue', error));
    }
  };
