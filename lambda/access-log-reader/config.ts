import { optional, readSettings, type Setting, text, textMap, texts, wholeNumber } from '../shell/settings.ts';

const settings = {
  region: text('AWS_REGION'),
  /** The bucket with S3's access logs of the recordings bucket. */
  accessLogBucket: text('ACCESS_LOG_BUCKET'),
  recordingsBucket: text('RECORDINGS_BUCKET'),
  /** Key templates with `{accountSid}` and `{recordingSid}`. */
  objectKeys: texts('OBJECT_KEYS'),
  otherObjectKeys: optional(texts('OTHER_OBJECT_KEYS')),
  auditTable: text('AUDIT_TABLE'),
  /** Days after which DynamoDB may delete an audit event; absent: never. */
  auditRetentionDays: optional(wholeNumber('AUDIT_RETENTION_DAYS')),
};

const ofOneAccount = {
  accountSid: text('ACCOUNT_SID', /^AC[0-9a-f]{32}$/, 'a Twilio account SID is needed'),
  /** The role that signs links. With anything but the ARN of a role, no fetch counts. */
  linkSignerArn: text('LINK_SIGNER_ARN'),
};
/** The role that signs the links to an account's recordings, by the account's SID. */
const ofSeveralAccounts = { linkSigners: textMap('LINK_SIGNERS') };

/**
 * Reads the reader's environment. The stack sets each variable together with the grant that it needs.
 * Throws `EnvironmentError`, naming every variable that is missing or wrong.
 */
export const parseAccessLogReaderConfig = (environment: Readonly<Record<string, string | undefined>>) => {
  const accounts = environment['LINK_SIGNERS'] === undefined ? ofOneAccount : ofSeveralAccounts;
  const all: Readonly<Record<string, Setting<unknown>>> = { ...settings, ...accounts };
  // All problems at once, before the values are read with their types.
  readSettings(all, environment);
  const { objectKeys, otherObjectKeys = [], ...config } = readSettings(settings, environment);
  return {
    ...config,
    objectKeys: [...objectKeys, ...otherObjectKeys],
    linkSigners: linkSignersOf(environment),
  };
};

const linkSignersOf = (environment: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> => {
  if (environment['LINK_SIGNERS'] !== undefined) return readSettings(ofSeveralAccounts, environment).linkSigners;
  const { accountSid, linkSignerArn } = readSettings(ofOneAccount, environment);
  return { [accountSid]: linkSignerArn };
};
