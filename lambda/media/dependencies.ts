import type { Agent } from 'node:https';
import { bucketEndpoint, serviceEndpoint } from '../adapters/aws/endpoint.ts';
import { signedDynamoDb, signedKms } from '../adapters/aws/signed-calls.ts';
import { earlyConnections } from '../adapters/connections/early-connections.ts';
import { dynamoDbLinkCoverages } from '../adapters/dynamodb/coverage/dynamodb-link-coverages.ts';
import { dynamoDbAuditLog } from '../adapters/dynamodb/dynamodb-audit-log.ts';
import { dynamoDbVerificationNotes } from '../adapters/dynamodb/dynamodb-verification-notes.ts';
import { dynamoDbLinkLeases } from '../adapters/dynamodb/leases/dynamodb-link-leases.ts';
import { kmsKeyUnwrapper } from '../adapters/kms/kms-key-unwrapper.ts';
import { mediaBucketClient } from '../adapters/s3/media-bucket-client.ts';
import { s3MediaSource } from '../adapters/s3/s3-media-source.ts';
import { OpenedRecordings } from '../domain/media/opened-recordings.ts';
import { serveMedia } from '../domain/media/serve-media.ts';
import { newEventId } from '../shell/new-event-id.ts';
import { requestLog } from '../shell/request-log.ts';
import { stackLines } from '../shell/stack-lines.ts';
import { type MediaConfig, parseMediaConfig } from './config.ts';
import type { MediaDependencies } from './handler.ts';

const TABLE_TIMEOUT_MS = 2_000;
/** The limit for the first byte, and for each next chunk that a reader waits for. */
const BUCKET_TIMEOUT_MS = 5_000;
const KMS_TIMEOUT_MS = 3_000;

/** Builds the handler's dependencies from the function's environment. Opens connections, but sends no request. */
export const mediaDependencies = (): MediaDependencies => {
  const config = parseMediaConfig(process.env);
  const aws = { region: config.region, environment: process.env };
  const early = connectionsOf(config);
  const dynamoDb = signedDynamoDb({ ...aws, requestTimeoutMs: TABLE_TIMEOUT_MS, httpsAgent: early.dynamoDb });
  const s3 = mediaBucketClient({
    ...aws,
    region: config.bucketRegion,
    requestTimeoutMs: BUCKET_TIMEOUT_MS,
    httpsAgent: early.bucket,
  });
  const kms = signedKms({ ...aws, requestTimeoutMs: KMS_TIMEOUT_MS, httpsAgent: early.kms });
  const now = () => new Date();
  const dependencies = {
    leases: dynamoDbLinkLeases(dynamoDb, config.linksTable),
    coverages: dynamoDbLinkCoverages(dynamoDb, config.coverageTable),
    audit: dynamoDbAuditLog({
      client: dynamoDb,
      table: config.auditTable,
      retentionDays: config.auditRetentionDays,
    }),
    notes: dynamoDbVerificationNotes(dynamoDb, config.recordingsTable),
    source: s3MediaSource({ client: s3, bucket: config.recordingsBucket, stallLimitMs: BUCKET_TIMEOUT_MS }),
    keys: kmsKeyUnwrapper({ client: kms, keys: config.encryptionKeys }),
    binding: config.linkBinding,
    opened: new OpenedRecordings(),
    now,
    newEventId,
  };
  return {
    serveMedia: request => serveMedia(dependencies, request),
    log: requestLog(stackLines(process.env), now),
    now,
    allowedOrigins: config.allowedOrigins,
  };
};

/** The agents whose connections are open already. */
type EarlyConnections = Partial<Record<'dynamoDb' | 'bucket' | 'kms', Agent | undefined>>;

/**
 * Opens the connections of a first play while the function starts: to DynamoDB, to the bucket, and to KMS if there are keys.
 * An environment that is started for later use (provisioned concurrency) opens none: they would be closed before they are used.
 */
const connectionsOf = ({ region, bucketRegion, recordingsBucket, encryptionKeys }: MediaConfig): EarlyConnections => {
  const environment = process.env;
  if (environment['AWS_LAMBDA_INITIALIZATION_TYPE'] !== 'on-demand') return {};
  const hasKeys = Object.keys(encryptionKeys).length > 0;
  return {
    dynamoDb: earlyConnections(serviceEndpoint('dynamodb', { region, environment })),
    bucket: earlyConnections(bucketEndpoint(recordingsBucket, { region: bucketRegion, environment })),
    kms: hasKeys ? earlyConnections(serviceEndpoint('kms', { region, environment })) : undefined,
  };
};
