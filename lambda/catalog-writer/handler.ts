import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { AppliedUpdates } from '../domain/catalog/apply-updates.ts';
import type { CatalogUpdate } from '../domain/catalog/catalog-update.ts';
import { type Failure, fail } from '../domain/shared/failure.ts';
import type { Result } from '../domain/shared/result.ts';
import { failedLine, writtenLine } from './writer-log.ts';

export interface CatalogWriterDependencies {
  /** Undefined: the text is not a message of this product. */
  readonly readUpdates: (text: string) => readonly CatalogUpdate[] | undefined;
  readonly applyUpdates: (updates: readonly CatalogUpdate[]) => Promise<Result<AppliedUpdates, Failure>>;
  readonly writeLine: (line: string) => void;
  readonly now: () => Date;
}

/**
 * Writes the facts of each message to the catalog. Reports the messages that failed: they come back after the visibility
 * timeout, and after several deliveries SQS moves them to the dead-letter queue. Each failure has a log line with the
 * message's id and the reason.
 */
export const catalogWriterHandler =
  ({ readUpdates, applyUpdates, writeLine, now }: CatalogWriterDependencies) =>
  async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const write = async ({ body }: SQSRecord): Promise<Result<AppliedUpdates, Failure>> => {
      const updates = readUpdates(body);
      if (!updates) return fail('callback_malformed', 'message_malformed');
      try {
        return await applyUpdates(updates);
      } catch (bug) {
        return fail('internal_error', 'bug', bug);
      }
    };
    const outcomes = await Promise.all(Records.map(async record => ({ record, outcome: await write(record) })));
    for (const { record, outcome } of outcomes) {
      writeLine(
        outcome.ok
          ? writtenLine(outcome.value, record.messageId, now())
          : failedLine(outcome.error, { messageId: record.messageId, receiveCount: receiveCountOf(record) }, now()),
      );
    }
    const failed = outcomes.filter(({ outcome }) => !outcome.ok);
    return { batchItemFailures: failed.map(({ record }) => ({ itemIdentifier: record.messageId })) };
  };

const receiveCountOf = ({ attributes }: SQSRecord): number => Number(attributes.ApproximateReceiveCount);
