import { setTimeout as pause } from 'node:timers/promises';
import { type Message, SQS } from '@aws-sdk/client-sqs';
import type { Result } from '../../lambda/domain/shared/result.ts';
import type { LocalCredentials } from '../aws/iam/principals.ts';
import type { FunctionFailure } from '../functions/runnable-function.ts';
import type { EventSourceMappingDefinition } from '../template/events/event-source-mappings.ts';
import { LOCAL_REGION } from '../template/local-account.ts';
import { failedItems } from './failed-items.ts';
import { sqsEvent } from './sqs-event.ts';

const WAIT_SECONDS = 20;
/** Pause after a failed call to SQS. */
const PAUSE_AFTER_REFUSAL_MS = 200;

export interface QueuePollerOptions {
  readonly mapping: EventSourceMappingDefinition;
  readonly aws: { readonly url: string; readonly credentials: LocalCredentials };
  readonly invoke: (event: unknown) => Promise<Result<unknown, FunctionFailure>>;
  readonly log: (line: string) => void;
}

/**
 * Delivers batches of one queue to one function, one batch after the other, until it is closed. Calls SQS with the
 * function's own role, as Lambda does. Messages that failed stay in the queue and become visible again.
 */
export const startQueuePoller = ({ mapping, aws, invoke, log }: QueuePollerOptions): { close(): Promise<void> } => {
  const { queue, fn, batchSize, reportsFailedItems } = mapping;
  const QueueUrl = queue.url;
  const sqs = new SQS({ endpoint: aws.url, region: LOCAL_REGION, credentials: aws.credentials, maxAttempts: 1 });
  const closing = new AbortController();

  const receive = async (): Promise<readonly Message[]> => {
    const { Messages = [] } = await sqs.receiveMessage(
      {
        QueueUrl,
        MaxNumberOfMessages: batchSize,
        WaitTimeSeconds: WAIT_SECONDS,
        MessageSystemAttributeNames: ['All'],
      },
      { abortSignal: closing.signal },
    );
    return Messages;
  };

  const deliver = async (messages: readonly Message[]): Promise<void> => {
    const outcome = await invoke(sqsEvent(messages, queue.arn));
    if (!outcome.ok) return;
    const ids = messages.map(({ MessageId }) => MessageId ?? '');
    const failed = reportsFailedItems ? failedItems(outcome.value, ids) : [];
    const done = messages.filter(({ MessageId = '' }) => !failed.includes(MessageId));
    if (done.length === 0) return;
    await sqs.deleteMessageBatch({
      QueueUrl,
      Entries: done.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
    });
  };

  const poll = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      try {
        const messages = await receive();
        if (messages.length > 0) await deliver(messages);
      } catch (error) {
        if (closing.signal.aborted) return;
        log(`${fn.logicalId} cannot receive its messages: ${error instanceof Error ? error.message : error}`);
        await pause(PAUSE_AFTER_REFUSAL_MS);
      }
    }
  };

  const polling = poll();
  return {
    close: async () => {
      closing.abort();
      await polling;
      sqs.destroy();
    },
  };
};
