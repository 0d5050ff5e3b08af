import { optional, readSettings, text, texts, wholeNumber } from '../shell/settings.ts';

const settings = {
  region: text('AWS_REGION'),
  accountSid: text('ACCOUNT_SID', /^AC[0-9a-f]{32}$/, 'a Twilio account SID is needed'),
  /** The bucket with S3's access logs of the recordings bucket. */
  accessLogBucket: text('ACCESS_LOG_BUCKET'),
  recordingsBucket: text('RECORDINGS_BUCKET'),
  /** Key templates with `{accountSid}` and `{recordingSid}`. */
  objectKeys: texts('OBJECT_KEYS'),
  otherObjectKeys: optional(texts('OTHER_OBJECT_KEYS')),
  /** The role that signs links. With anything but the ARN of a role, no fetch counts. */
  linkSignerArn: text('LINK_SIGNER_ARN'),
  auditTable: text('AUDIT_TABLE'),
  /** Days after which DynamoDB may delete an audit event; absent: never. */
  auditRetentionDays: optional(wholeNumber('AUDIT_RETENTION_DAYS')),
};

/**
 * Reads the reader's environment. The stack sets each variable together with the grant that it needs.
 * Throws `EnvironmentError`, naming every variable that is missing or wrong.
 */
export const parseAccessLogReaderConfig = (environment: Readonly<Record<string, string | undefined>>) => {
  const { objectKeys, otherObjectKeys = [], ...config } = readSettings(settings, environment);
  return { ...config, objectKeys: [...objectKeys, ...otherObjectKeys] };
};
