import type { PlaybackConfig } from '../../lib/config/playback-config.ts';
import { PLAYBACK_KEYS } from '../../lib/config/playback-schema.ts';

/** What the README says about a key of the configuration, as Markdown. Order, names and defaults come from the schema. */
interface SettingText {
  /** What kind of value it is, with its unit. */
  readonly type: string;
  readonly meaning: string;
  /** What applies when the key is absent and has no default value. Default: none. */
  readonly absent?: string;
}

const TEXTS: { readonly [Key in keyof PlaybackConfig]-?: SettingText } = {
  accountSid: {
    type: '`AC…`',
    meaning: 'the Twilio account whose tokens and recordings are served; not together with `accounts`',
    absent: 'required without `accounts`',
  },
  accounts: {
    type: 'list of 1 to 5 accounts',
    meaning:
      'several Twilio accounts or subaccounts in place of `accountSid`, `twilioSecretName` and `attachUrlProvider`, such as `[{"accountSid":"AC…","twilioSecretName":"twilio/eu"}]`: [several accounts](docs/accounts.md)',
  },
  bucketName: { type: 'name', meaning: 'the S3 bucket that holds the recordings' },
  stackName: {
    type: 'name',
    meaning:
      'the name of the stack, for [several deployments](docs/deploy.md#several-deployments) in one account and region',
  },
  bucketRegion: { type: 'AWS region', meaning: 'the region of the bucket', absent: "the stack's" },
  bucketKmsKeyArn: {
    type: 'key ARN',
    meaning:
      "the KMS key that encrypts the bucket's objects; its key policy must allow access through the account's IAM policies",
  },
  createBucket: {
    type: 'boolean',
    meaning:
      'create the bucket: private, TLS only, versioned, with CORS and an access log; [it is kept when the stack is destroyed](#deploy)',
  },
  accessLogReaders: {
    type: 'list of role and user ARNs',
    meaning:
      'the only roles and users that may read the access log of a bucket that the stack creates; the log contains presigned links, so nobody else can read it, including administrators',
  },
  accessLogs: {
    type: 'bucket, prefix',
    meaning:
      'where S3 delivers the access log of a bucket of your own, such as `{"bucketName":"my-logs","prefix":"recordings/"}`, so that [fetches with presigned links get on record](docs/audit-trail.md#fetches-with-links-of-s3); the log bucket must [send its events to EventBridge](#deploy). A bucket that the stack creates has its own log',
  },
  objectKeys: {
    type: 'list of 1 to 5 keys',
    meaning: 'possible object keys of a recording; all are tried at the same time',
  },
  otherObjectKeys: {
    type: 'list of 0 to 20 keys',
    meaning:
      'further object keys, which are not tried: used for recordings of which [the backfill](docs/catalog.md#where-twilio-stored-a-recording) learned from Twilio that they are there',
  },
  allowedOrigins: {
    type: 'list of origins',
    meaning: 'the origins of pages that may call the API; exact, no wildcards',
  },
  twilioSecretName: {
    type: 'name',
    meaning:
      "the secret with Twilio credentials (below). Without it, the caller's own token authorizes its validation, and no secret is stored",
  },
  attachUrlProvider: {
    type: 'workspace, secret',
    meaning:
      'attach `url_provider` to tasks by itself: `{"workspaceSid":"WS…","secretName":"twilio/attacher"}`, with an API key of its own that may read and update tasks ([set up Flex](docs/flex-setup.md#by-itself)); needs `twilioSecretName`. `taskRouterBaseUrl` names another address of Twilio\'s TaskRouter',
  },
  iamBaseUrl: { type: 'https origin', meaning: "Twilio's identity service" },
  tokenCacheSeconds: {
    type: 'seconds, 0 to 60',
    meaning: 'how long a validated token is cached, never past its expiry',
  },
  delivery: {
    type: '`"s3"`, `"stream"`',
    meaning:
      'how plain recordings reach the listener: by a presigned URL, or through the media endpoint; encrypted recordings are always streamed',
  },
  linkBinding: {
    type: '`"address-and-agent"`, `"agent"`, `"none"`',
    meaning: 'what a streamed link is bound to at its first use',
  },
  encryptionKeys: {
    type: '`{"CR…": key ARN}`',
    meaning:
      "the KMS key for each of Twilio's public keys ([encrypted recordings](#encrypted-recordings)); about 25 fit into the functions' 4 KB of environment, and synthesis refuses more",
  },
  createEncryptionKey: { type: 'boolean', meaning: 'create an RSA key in KMS with which Twilio encrypts recordings' },
  verifyOnArrival: {
    type: 'boolean',
    meaning:
      "verify encrypted recordings when they arrive in the bucket, so that the first listener does not wait for it ([what a bucket of your own needs](docs/encrypted-recordings.md#verification-at-arrival)); the bucket must be in the stack's region",
  },
  linkTtlMinSeconds: { type: 'seconds, 30 to 43200', meaning: 'the minimum lifetime of a link' },
  linkTtlMaxSeconds: {
    type: 'seconds, 30 to 43200',
    meaning:
      'the maximum lifetime of a link. Between the two limits, the lifetime is 1.5 times the recording\'s duration plus one minute. With `createBucket` or `accessLogs`, and `delivery: "s3"`, at most 3600',
  },
  auditRetentionDays: {
    type: 'days, 365 or more',
    meaning: 'after how many days audit items are deleted',
    absent: 'never deleted',
  },
  archiveLock: {
    type: 'mode, days',
    meaning:
      'how the archive of the audit trail is locked. An administrator with a special permission can lift a `governance` lock. Nobody can lift a `compliance` lock before it ends',
  },
  auditReadTrail: {
    type: 'boolean',
    meaning: 'let CloudTrail record every access to the audit table and its archive, including reads',
  },
  catalogIndexes: {
    type: '1 to 5',
    meaning:
      "how many of the catalog's indexes exist; fewer only [to upgrade a catalog](docs/catalog.md#upgrade-an-existing-catalog)",
  },
  logRetentionDays: { type: 'days, as CloudWatch allows them', meaning: 'after how many days logs are deleted' },
  alarmEmail: {
    type: 'address',
    meaning:
      'the address that receives alarms, after its owner has confirmed the message from AWS; [what to do about alarms](docs/operations.md)',
  },
  alarmTopicArn: {
    type: 'topic ARN',
    meaning:
      "an SNS topic of your own, in the stack's region, that also receives the alarms, and their ends; its policy must let `cloudwatch.amazonaws.com` publish",
  },
  alarmThresholds: {
    type: 'counts in 5 minutes; ms',
    meaning:
      'where the alarms [denial-burst](docs/operations.md#denial-burst), [unauthenticated-spike](docs/operations.md#unauthenticated-spike) and [slow-answers](docs/operations.md#slow-answers) go off',
  },
  runbookUrl: {
    type: 'https address',
    meaning:
      'the page where you publish `docs/operations.md`: alarms link to its headings. Without it, they link to the dashboard, which shows the runbooks',
  },
  dashboard: {
    type: 'boolean',
    meaning:
      "a CloudWatch dashboard, named after the stack and its region ($3 a month after an account's first three); alarms link to it",
  },
  tracing: { type: 'boolean', meaning: 'X-Ray records the invocations of the functions' },
  domainName: {
    type: 'domain',
    meaning:
      'a domain of your own for the API, so that [the address in tasks](docs/operations.md#a-domain-of-your-own) outlives the stack; needs `certificateArn`',
  },
  certificateArn: { type: 'certificate ARN', meaning: "the domain's certificate in ACM, in the stack's region" },
  webAclArn: {
    type: 'web ACL ARN',
    meaning:
      'a regional web ACL of AWS WAF for the media API, whose logs must not contain links; [AWS WAF does not support HTTP APIs](docs/operations.md#a-firewall)',
  },
  throttle: {
    type: 'requests per second, requests',
    meaning: "the API's limit for all callers together; each route is counted separately",
  },
  reservedConcurrency: {
    type: 'concurrent executions',
    meaning:
      "concurrent executions that are reserved for a function; this is also the function's maximum ([the account's quota](#the-accounts-quota)). Also for `catalog-writer`, `media`, `media-verifier`, `heard-writer`, `access-log-reader` and `audit-digest`; `{}` reserves nothing",
  },
};

export const SETTINGS_BEGIN = '<!-- begin: table of settings -->';
const SETTINGS_END = '<!-- end: table of settings -->';

/** Returns the README's table of settings, with the lines around it. */
export const settingsTable = (): string =>
  [
    SETTINGS_BEGIN,
    '| key | type, unit | default | meaning |',
    '|---|---|---|---|',
    ...Object.entries(PLAYBACK_KEYS).map(([key, { schema }]) => {
      const { type, meaning, absent = 'none' } = TEXTS[key as keyof PlaybackConfig];
      return `| \`${key}\` | ${type} | ${defaultOf(schema.safeParse(undefined), absent)} | ${meaning} |`;
    }),
    SETTINGS_END,
  ].join('\n');

/** Returns the README with the settings of now. Throws if it has no place for them. */
export const withSettingsTable = (readme: string): string => {
  const begin = readme.indexOf(SETTINGS_BEGIN);
  const end = readme.indexOf(SETTINGS_END);
  if (begin < 0 || end < begin) throw new Error(`README.md needs the lines ${SETTINGS_BEGIN} and ${SETTINGS_END}`);
  return `${readme.slice(0, begin)}${settingsTable()}${readme.slice(end + SETTINGS_END.length)}`;
};

/** What applies to a key that is not given, from the result of parsing nothing. */
const defaultOf = (parsed: { readonly success: boolean; readonly data?: unknown }, absent: string): string => {
  if (!parsed.success) return 'required';
  return parsed.data === undefined ? absent : `\`${JSON.stringify(parsed.data)}\``;
};
