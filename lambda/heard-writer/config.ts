import { optional, readSettings, text, wholeNumber } from '../shell/settings.ts';

const settings = {
  region: text('AWS_REGION'),
  coverageTable: text('COVERAGE_TABLE'),
  auditTable: text('AUDIT_TABLE'),
  /** Days after which DynamoDB may delete an audit event; absent: never. */
  auditRetentionDays: optional(wholeNumber('AUDIT_RETENTION_DAYS')),
  /** How long after the end of a link an answer may still be noted. */
  settleSeconds: wholeNumber('SETTLE_SECONDS'),
};

/**
 * Reads the writer's environment. The stack sets each variable together with the grant that it needs.
 * Throws `EnvironmentError`, naming every variable that is missing or wrong.
 */
export const parseHeardWriterConfig = (environment: Readonly<Record<string, string | undefined>>) =>
  readSettings(settings, environment);
