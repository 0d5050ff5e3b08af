import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { v7 as uuidV7 } from 'uuid';
import { awsClientSettings } from '../adapters/aws/aws-client-settings.ts';
import { signedDynamoDb } from '../adapters/aws/signed-calls.ts';
import { dynamoDbAuditLog } from '../adapters/dynamodb/dynamodb-audit-log.ts';
import { dynamoDbAuditTrail } from '../adapters/dynamodb/dynamodb-audit-trail.ts';
import { readSigningKey } from '../adapters/kms/kms-public-key.ts';
import { s3ListableArchive } from '../adapters/s3/s3-listable-archive.ts';
import { verifyParts } from '../domain/audit/daily/verify-parts.ts';
import type { ChainEvent } from '../domain/audit/events/chain-event.ts';
import { stackLines } from '../shell/stack-lines.ts';
import { parseAuditVerifierConfig } from './config.ts';
import type { AuditVerifierDependencies } from './handler.ts';
import { verifierLog } from './verifier-log.ts';

/** Nobody waits for the verification, so a throttled call may be retried for longer. */
const MAX_ATTEMPTS = 8;
const AWS_REQUEST_TIMEOUT_MS = 10_000;

/** Connects the verifier to AWS, by the function's environment. Throws `EnvironmentError` if it is invalid. */
export const auditVerifierDependencies = (): AuditVerifierDependencies => {
  const { region, auditTable, auditRetentionDays, archiveBucket, signingKeyArn } = parseAuditVerifierConfig(
    process.env,
  );
  const now = () => new Date();
  const aws = { region, requestTimeoutMs: AWS_REQUEST_TIMEOUT_MS };
  const settings = { ...awsClientSettings(aws), maxAttempts: MAX_ATTEMPTS };
  const kms = new KMSClient(settings);
  const verification = {
    archive: s3ListableArchive({ client: new S3Client(settings), bucket: archiveBucket }),
    trail: dynamoDbAuditTrail({ client: new DynamoDBClient(settings), table: auditTable }),
    readPublicKey: () => readSigningKey(kms, signingKeyArn),
    audit: dynamoDbAuditLog<ChainEvent>({
      client: signedDynamoDb({ ...aws, environment: process.env }),
      table: auditTable,
      retentionDays: auditRetentionDays,
    }),
    newEventId: uuidV7,
  };
  return {
    verifyParts: run => verifyParts(verification, run),
    log: verifierLog(stackLines(process.env), now),
    now,
  };
};
