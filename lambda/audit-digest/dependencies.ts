import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { awsClientSettings } from '../adapters/aws/aws-client-settings.ts';
import { dynamoDbAuditTrail } from '../adapters/dynamodb/dynamodb-audit-trail.ts';
import { kmsDigestSigner } from '../adapters/kms/kms-digest-signer.ts';
import { s3AuditArchive } from '../adapters/s3/s3-audit-archive.ts';
import { closeDueWindows } from '../domain/audit/chain/close-due-windows.ts';
import { stackLines } from '../shell/stack-lines.ts';
import { parseAuditDigestConfig } from './config.ts';
import { digestLog } from './digest-log.ts';
import type { AuditDigestDependencies } from './handler.ts';

/** Nobody waits for a digest, so a throttled call may be retried for longer. */
const MAX_ATTEMPTS = 8;
const AWS_REQUEST_TIMEOUT_MS = 10_000;

/** Connects the digest writer to AWS, by the function's environment. Throws `EnvironmentError` if it is invalid. */
export const auditDigestDependencies = (): AuditDigestDependencies => {
  const config = parseAuditDigestConfig(process.env);
  const now = () => new Date();
  const settings = {
    ...awsClientSettings({ region: config.region, requestTimeoutMs: AWS_REQUEST_TIMEOUT_MS }),
    maxAttempts: MAX_ATTEMPTS,
  };
  const chain = {
    trail: dynamoDbAuditTrail({ client: new DynamoDBClient(settings), table: config.auditTable }),
    archive: s3AuditArchive({ client: new S3Client(settings), bucket: config.archiveBucket }),
    signer: kmsDigestSigner({ client: new KMSClient(settings), keyArn: config.signingKeyArn }),
    writerVersion: config.writerVersion,
  };
  return {
    closeDueWindows: ({ now: asOf, hasTime, onClosed }) => closeDueWindows({ ...chain, hasTime, onClosed }, asOf),
    log: digestLog(stackLines(process.env), now),
    now,
  };
};
