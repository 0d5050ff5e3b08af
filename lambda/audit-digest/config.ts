import { readSettings, text } from '../shell/settings.ts';

const settings = {
  region: text('AWS_REGION'),
  auditTable: text('AUDIT_TABLE'),
  archiveBucket: text('ARCHIVE_BUCKET'),
  signingKeyArn: text('SIGNING_KEY_ARN'),
  /** Version of this product, stated in every digest. */
  writerVersion: text('WRITER_VERSION'),
};

/**
 * Reads the digest writer's environment. The stack sets each variable together with the grant that it needs.
 * Throws `EnvironmentError`, naming every variable that is missing or wrong.
 */
export const parseAuditDigestConfig = (environment: Readonly<Record<string, string | undefined>>) =>
  readSettings(settings, environment);
