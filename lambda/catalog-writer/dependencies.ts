import { signedDynamoDb } from '../adapters/aws/signed-calls.ts';
import { dynamoDbCatalogWriter } from '../adapters/dynamodb/dynamodb-recording-catalog.ts';
import { updatesFromMessage } from '../adapters/sqs/update-message.ts';
import { applyUpdates } from '../domain/catalog/apply-updates.ts';
import { parseCatalogWriterConfig } from './config.ts';
import type { CatalogWriterDependencies } from './handler.ts';

/** Two attempts of each write end before the function does. */
const AWS_REQUEST_TIMEOUT_MS = 3_000;

/** Wires the writer to AWS, as the environment says. Throws `EnvironmentError` when it does not fit. */
export const catalogWriterDependencies = (): CatalogWriterDependencies => {
  const { region, recordingsTable } = parseCatalogWriterConfig(process.env);
  const aws = { region, environment: process.env, requestTimeoutMs: AWS_REQUEST_TIMEOUT_MS };
  const catalog = dynamoDbCatalogWriter({ client: signedDynamoDb(aws), table: recordingsTable });
  return {
    readUpdates: updatesFromMessage,
    applyUpdates: updates => applyUpdates(catalog, updates),
    // Straight to stdout: console.log would put Lambda's own prefix before the JSON, and the metric would not be found.
    writeLine: line => void process.stdout.write(`${line}\n`),
    now: () => new Date(),
  };
};
