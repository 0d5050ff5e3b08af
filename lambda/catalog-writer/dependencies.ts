import { signedDynamoDb } from '../adapters/aws/signed-calls.ts';
import { dynamoDbCatalogWriter, dynamoDbRecordingCatalog } from '../adapters/dynamodb/dynamodb-recording-catalog.ts';
import { signedSqs } from '../adapters/sqs/signed-sqs.ts';
import { sqsAttachmentSender } from '../adapters/sqs/sqs-attachment-queue.ts';
import { updatesFromMessage } from '../adapters/sqs/update-message.ts';
import { applyUpdates } from '../domain/catalog/apply-updates.ts';
import type { RecordingSid } from '../domain/shared/recording-sid.ts';
import { stackLines } from '../shell/stack-lines.ts';
import { parseCatalogWriterConfig } from './config.ts';
import type { CatalogWriterDependencies } from './handler.ts';
import { sendAttachments } from './send-attachments.ts';

/** Two attempts of each write end before the function does. */
const AWS_REQUEST_TIMEOUT_MS = 3_000;

/** Wires the writer to AWS, as the environment says. Throws `EnvironmentError` when it does not fit. */
export const catalogWriterDependencies = (): CatalogWriterDependencies => {
  const { region, recordingsTable, attachmentsQueueUrl: queueUrl } = parseCatalogWriterConfig(process.env);
  const aws = { region, environment: process.env, requestTimeoutMs: AWS_REQUEST_TIMEOUT_MS };
  const table = { client: signedDynamoDb(aws), table: recordingsTable };
  const attachments = queueUrl !== undefined && {
    catalog: dynamoDbRecordingCatalog(table),
    send: sqsAttachmentSender({ client: signedSqs(aws), queueUrl }),
  };
  return {
    readUpdates: updatesFromMessage,
    applyUpdates: async updates => {
      const touched = new Set<RecordingSid>();
      const applied = await applyUpdates(
        dynamoDbCatalogWriter(table, recordingSid => touched.add(recordingSid)),
        updates,
      );
      if (!applied.ok || !attachments) return applied;
      const sent = await sendAttachments(attachments, touched);
      return sent.ok ? applied : sent;
    },
    writeLine: stackLines(process.env),
    now: () => new Date(),
  };
};
