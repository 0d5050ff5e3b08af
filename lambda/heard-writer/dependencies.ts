import { signedDynamoDb } from '../adapters/aws/signed-calls.ts';
import { dynamoDbEndedCoverages } from '../adapters/dynamodb/coverage/dynamodb-ended-coverages.ts';
import { dynamoDbAuditLog } from '../adapters/dynamodb/dynamodb-audit-log.ts';
import { writeHeard } from '../domain/media/coverage/write-heard.ts';
import { stackLines } from '../shell/stack-lines.ts';
import { parseHeardWriterConfig } from './config.ts';
import type { HeardWriterDependencies } from './handler.ts';
import { heardLog } from './heard-log.ts';

const TABLE_TIMEOUT_MS = 5_000;

/** Connects the writer to AWS, by the function's environment. Throws `EnvironmentError` if it is invalid. */
export const heardWriterDependencies = (): HeardWriterDependencies => {
  const { region, coverageTable, auditTable, auditRetentionDays, settleSeconds } = parseHeardWriterConfig(process.env);
  const client = signedDynamoDb({ region, environment: process.env, requestTimeoutMs: TABLE_TIMEOUT_MS });
  const now = () => new Date();
  const dependencies = {
    coverages: dynamoDbEndedCoverages(client, coverageTable),
    audit: dynamoDbAuditLog({ client, table: auditTable, retentionDays: auditRetentionDays }),
    now,
    settleSeconds,
  };
  return {
    writeHeard: hasTime => writeHeard({ ...dependencies, hasTime }),
    log: heardLog(stackLines(process.env), now),
  };
};
