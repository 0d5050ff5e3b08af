import { LINK_BINDINGS } from '../domain/media/lease/link-binding.ts';
import { oneOf, optional, readSettings, text, textMap, texts, wholeNumber } from '../shell/settings.ts';

const settings = {
  region: text('AWS_REGION'),
  recordingsBucket: text('RECORDINGS_BUCKET'),
  bucketRegion: optional(text('BUCKET_REGION')),
  auditTable: text('AUDIT_TABLE'),
  /** Days after which DynamoDB may drop an audit item; absent: never. */
  auditRetentionDays: optional(wholeNumber('AUDIT_RETENTION_DAYS')),
  linksTable: text('LINKS_TABLE'),
  coverageTable: text('COVERAGE_TABLE'),
  recordingsTable: text('RECORDINGS_TABLE'),
  linkBinding: oneOf('LINK_BINDING', LINK_BINDINGS),
  /** KMS key ARN by Twilio public key SID. */
  encryptionKeys: textMap('ENCRYPTION_KEYS'),
  allowedOrigins: texts('ALLOWED_ORIGINS'),
};

/** The media endpoint's settings. */
export type MediaConfig = ReturnType<typeof parseMediaConfig>;

/**
 * Reads the media endpoint's environment. The stack sets each variable together with the grant that it needs.
 * Throws `EnvironmentError`, naming every variable that is missing or wrong.
 */
export const parseMediaConfig = (environment: Readonly<Record<string, string | undefined>>) => {
  const { region, bucketRegion = region, ...config } = readSettings(settings, environment);
  return { ...config, region, bucketRegion };
};
