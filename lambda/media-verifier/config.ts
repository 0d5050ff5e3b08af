import { readSettings, text, textMap, texts } from '../shell/settings.ts';

const settings = {
  region: text('AWS_REGION'),
  accountSid: text('ACCOUNT_SID', /^AC[0-9a-f]{32}$/, 'a Twilio account SID is needed'),
  /** In the function's own region, because S3 reports new objects there only. */
  recordingsBucket: text('RECORDINGS_BUCKET'),
  /** Key templates with `{accountSid}` and `{recordingSid}`. */
  objectKeys: texts('OBJECT_KEYS'),
  recordingsTable: text('RECORDINGS_TABLE'),
  /** KMS key ARN by Twilio public key SID. */
  encryptionKeys: textMap('ENCRYPTION_KEYS'),
};

/**
 * Reads the verifier's environment. The stack sets each variable together with the grant that it needs.
 * Throws `EnvironmentError`, naming every variable that is missing or wrong.
 */
export const parseMediaVerifierConfig = (environment: Readonly<Record<string, string | undefined>>) =>
  readSettings(settings, environment);
