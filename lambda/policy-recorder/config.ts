import { optional, readSettings, text, wholeNumber } from '../shell/settings.ts';

const settings = {
  region: text('AWS_REGION'),
  auditTable: text('AUDIT_TABLE'),
  /** Days after which DynamoDB may delete an audit event; absent: never. */
  auditRetentionDays: optional(wholeNumber('AUDIT_RETENTION_DAYS')),
};

/**
 * Reads the recorder's environment. The stack sets each variable together with the grant that it needs.
 * Throws `EnvironmentError`, naming every variable that is missing or wrong.
 */
export const parsePolicyRecorderConfig = (environment: Readonly<Record<string, string | undefined>>) =>
  readSettings(settings, environment);
