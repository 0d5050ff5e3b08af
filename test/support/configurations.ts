export const ACCOUNT_SID = `AC${'0a'.repeat(16)}`;
export const KMS_KEY_ARN = 'arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555';

/** The smallest valid configuration. */
export const MINIMAL = { accountSid: ACCOUNT_SID, bucketName: 'recordings' };
export const PUBLIC_KEY_SID = `CR${'1'.repeat(32)}`;
export const LOG_READER_ARN = 'arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/Auditor';
/** A configuration with every optional part. */
export const EVERYTHING = {
  ...MINIMAL,
  createBucket: true,
  accessLogReaders: [LOG_READER_ARN],
  bucketKmsKeyArn: KMS_KEY_ARN,
  twilioSecretName: 'twilio/flex',
  attachUrlProvider: { workspaceSid: `WS${'7'.repeat(32)}`, secretName: 'twilio/attacher' },
  auditRetentionDays: 400,
  auditReadTrail: true,
  archiveLock: { mode: 'compliance', days: 2557 },
  alarmEmail: 'ops@example.com',
  delivery: 'stream',
  createEncryptionKey: true,
  verifyOnArrival: true,
  encryptionKeys: { [PUBLIC_KEY_SID]: 'created', [`CR${'2'.repeat(32)}`]: KMS_KEY_ARN },
};
