import { setTimeout as pause } from 'node:timers/promises';
import { signedDynamoDb } from '../adapters/aws/signed-calls.ts';
import { answerAddresses } from '../adapters/cloudformation/answer-address.ts';
import { answerDeployment } from '../adapters/cloudformation/answer-deployment.ts';
import { dynamoDbAuditLog } from '../adapters/dynamodb/dynamodb-audit-log.ts';
import type { RuleEvent } from '../domain/audit/events/rule-event.ts';
import { stackLines } from '../shell/stack-lines.ts';
import { parsePolicyRecorderConfig } from './config.ts';
import type { PolicyRecorderDependencies } from './handler.ts';
import { recorderLog } from './recorder-log.ts';

const TABLE_TIMEOUT_MS = 5_000;

/** Connects the recorder to AWS, by the function's environment. Throws `EnvironmentError` if it is invalid. */
export const policyRecorderDependencies = (): PolicyRecorderDependencies => {
  const { region, auditTable, auditRetentionDays } = parsePolicyRecorderConfig(process.env);
  const now = () => new Date();
  return {
    audit: dynamoDbAuditLog<RuleEvent>({
      client: signedDynamoDb({ region, environment: process.env, requestTimeoutMs: TABLE_TIMEOUT_MS }),
      table: auditTable,
      retentionDays: auditRetentionDays,
    }),
    isAnswerAddress: answerAddresses(region),
    answerDeployment,
    log: recorderLog(stackLines(process.env), now),
    pause,
    now,
  };
};
