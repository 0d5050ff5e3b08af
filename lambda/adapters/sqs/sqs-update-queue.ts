import type { CatalogUpdate } from '../../domain/catalog/catalog-update.ts';
import type { UpdateQueue } from '../../domain/catalog/ports.ts';
import { fail } from '../../domain/shared/failure.ts';
import { err, ok } from '../../domain/shared/result.ts';
import type { SqsQueues } from '../aws/aws-calls.ts';
import { awsFailure } from '../aws/aws-failure.ts';
import { updateMessage } from './update-message.ts';

/** The queue's own limit, which lib/queues sets. */
export const MAX_MESSAGE_BYTES = 256 * 1_024;

export interface SqsUpdateQueueOptions {
  readonly client: SqsQueues;
  readonly queueUrl: string;
}

/** Sends the updates of a callback in one message, and the updates of many events in as few messages as possible. */
export const sqsUpdateQueue = ({ client, queueUrl }: SqsUpdateQueueOptions): UpdateQueue => ({
  add: async updates => {
    const messages = messagesOf(updates);
    if (!messages) return fail('callback_malformed', 'facts_too_long');
    try {
      await Promise.all(messages.map(text => client.sendMessage({ QueueUrl: queueUrl, MessageBody: text })));
      return ok(undefined);
    } catch (error) {
      return err(awsFailure('queue', error));
    }
  },
});

/** Divides the updates into messages that are short enough. Returns undefined if a single update is too long. */
const messagesOf = (updates: readonly CatalogUpdate[]): readonly string[] | undefined => {
  if (updates.length === 0) return [];
  const text = updateMessage(updates);
  if (Buffer.byteLength(text) <= MAX_MESSAGE_BYTES) return [text];
  if (updates.length === 1) return undefined;
  const middle = updates.length >> 1;
  const [first, second] = [messagesOf(updates.slice(0, middle)), messagesOf(updates.slice(middle))];
  return first && second && [...first, ...second];
};
