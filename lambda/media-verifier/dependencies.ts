import { signedDynamoDb, signedKms } from '../adapters/aws/signed-calls.ts';
import { dynamoDbRecordingCatalog } from '../adapters/dynamodb/dynamodb-recording-catalog.ts';
import { dynamoDbVerificationNotes } from '../adapters/dynamodb/dynamodb-verification-notes.ts';
import { kmsKeyUnwrapper } from '../adapters/kms/kms-key-unwrapper.ts';
import { mediaBucketClient } from '../adapters/s3/media-bucket-client.ts';
import { s3MediaSource } from '../adapters/s3/s3-media-source.ts';
import { verifyArrival } from '../domain/arrival/verify-arrival.ts';
import { stackLines } from '../shell/stack-lines.ts';
import { arrivalLog } from './arrival-log.ts';
import { parseMediaVerifierConfig } from './config.ts';
import type { MediaVerifierDependencies } from './handler.ts';

const REQUEST_TIMEOUT_MS = 5_000;

/** Builds what the handler needs from the function's environment; nothing is asked of anyone yet. */
export const mediaVerifierDependencies = (): MediaVerifierDependencies => {
  const { region, recordingsBucket, recordingsTable, encryptionKeys, ...keys } = parseMediaVerifierConfig(process.env);
  const aws = { region, environment: process.env, requestTimeoutMs: REQUEST_TIMEOUT_MS };
  const dynamoDb = signedDynamoDb(aws);
  const now = () => new Date();
  const dependencies = {
    catalog: dynamoDbRecordingCatalog({ client: dynamoDb, table: recordingsTable }),
    notes: dynamoDbVerificationNotes(dynamoDb, recordingsTable),
    keys: kmsKeyUnwrapper({ client: signedKms(aws), keys: encryptionKeys }),
    source: s3MediaSource({
      client: mediaBucketClient(aws),
      bucket: recordingsBucket,
      stallLimitMs: REQUEST_TIMEOUT_MS,
    }),
    now,
  };
  return {
    verifyArrival: arrival => verifyArrival(dependencies, arrival),
    expected: { ...keys, recordingsBucket },
    log: arrivalLog(stackLines(process.env), now),
    now,
  };
};
