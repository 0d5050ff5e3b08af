import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { awsClientSettings } from '../adapters/aws/aws-client-settings.ts';
import { signedDynamoDb } from '../adapters/aws/signed-calls.ts';
import { dynamoDbAuditLog } from '../adapters/dynamodb/dynamodb-audit-log.ts';
import { dynamoDbAuditTrail } from '../adapters/dynamodb/dynamodb-audit-trail.ts';
import { dynamoDbIssuedLinks } from '../adapters/dynamodb/dynamodb-issued-links.ts';
import { openAccessLog } from '../adapters/s3/access-log/s3-access-log.ts';
import { mediaBucketClient } from '../adapters/s3/media-bucket-client.ts';
import { catchStreamFailure } from '../domain/audit/chain/stream-failure.ts';
import { takeAccessLog } from '../domain/listening/take-access-log.ts';
import { stackLines } from '../shell/stack-lines.ts';
import { parseAccessLogReaderConfig } from './config.ts';
import type { AccessLogReaderDependencies } from './handler.ts';
import { readerLog } from './reader-log.ts';

const REQUEST_TIMEOUT_MS = 5_000;
/** Nobody waits for the log, so a throttled query may be repeated for longer. */
const MAX_QUERY_ATTEMPTS = 8;

/** Connects the reader to AWS, by the function's environment. Throws `EnvironmentError` if it is invalid. */
export const accessLogReaderDependencies = (): AccessLogReaderDependencies => {
  const config = parseAccessLogReaderConfig(process.env);
  const { region, accessLogBucket, auditTable, auditRetentionDays } = config;
  const aws = { region, environment: process.env, requestTimeoutMs: REQUEST_TIMEOUT_MS };
  const settings = { ...awsClientSettings(aws), maxAttempts: MAX_QUERY_ATTEMPTS };
  const trail = dynamoDbAuditTrail({ client: new DynamoDBClient(settings), table: auditTable });
  const source = { client: mediaBucketClient(aws), bucket: accessLogBucket, stallLimitMs: REQUEST_TIMEOUT_MS };
  const taking = {
    links: dynamoDbIssuedLinks(trail),
    audit: dynamoDbAuditLog({ client: signedDynamoDb(aws), table: auditTable, retentionDays: auditRetentionDays }),
    expected: config,
  };
  return {
    takeLog: ({ key, at }, onForged) =>
      catchStreamFailure(async () => {
        const lines = await openAccessLog(source, key);
        return lines.ok ? takeAccessLog({ ...taking, onForged }, lines.value, at) : lines;
      }),
    accessLogBucket,
    log: readerLog(stackLines(process.env), () => new Date()),
  };
};
