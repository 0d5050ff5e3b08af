import { DELIVERIES } from '../domain/shared/delivery.ts';
import { oneOf, optional, readSettings, text, texts, textsOrNone, wholeNumber } from '../shell/settings.ts';

const settings = {
  region: text('AWS_REGION'),
  accountSid: text('ACCOUNT_SID', /^AC[0-9a-f]{32}$/, 'a Twilio account SID is needed'),
  recordingsBucket: text('RECORDINGS_BUCKET'),
  bucketRegion: optional(text('BUCKET_REGION')),
  /** Key templates with `{accountSid}` and `{recordingSid}`, in order of preference. */
  objectKeys: texts('OBJECT_KEYS'),
  /** Templates of keys that are used only if the catalog names the key. */
  otherObjectKeys: optional(texts('OTHER_OBJECT_KEYS')),
  recordingsTable: text('RECORDINGS_TABLE'),
  auditTable: text('AUDIT_TABLE'),
  /** Days after which DynamoDB may delete an audit event; absent: never. */
  auditRetentionDays: optional(wholeNumber('AUDIT_RETENTION_DAYS')),
  /** Present: tokens are validated with the account's own credentials. Absent: with the caller's token. */
  twilioSecretName: optional(text('TWILIO_SECRET_NAME')),
  /** The directory of the function's code and the policies. */
  codeDirectory: text('LAMBDA_TASK_ROOT'),
  iamBaseUrl: text('IAM_BASE_URL', /^https?:\/\/./, 'a URL is needed'),
  tokenCacheSeconds: wholeNumber('TOKEN_CACHE_SECONDS'),
  /** How unencrypted recordings reach the listener. */
  delivery: oneOf('DELIVERY', DELIVERIES),
  /** Twilio's public keys whose private halves this deployment can use. */
  publicKeySids: optional(textsOrNone('PUBLIC_KEY_SIDS')),
  mediaUrl: optional(text('MEDIA_URL', /^https?:\/\/./, 'a URL is needed')),
  linksTable: optional(text('LINKS_TABLE')),
  /** Present if the deployment reads S3's access log of the bucket. */
  accessLog: optional(oneOf('ACCESS_LOG', ['read'])),
  linkTtlMinSeconds: wholeNumber('LINK_TTL_MIN_SECONDS'),
  linkTtlMaxSeconds: wholeNumber('LINK_TTL_MAX_SECONDS'),
};

/** The url-provider's settings. The stack sets each variable together with the grant that it needs. */
export type UrlProviderConfig = ReturnType<typeof parseUrlProviderConfig>;

/** Reads the environment. Throws `EnvironmentError`, naming every variable that is missing or wrong. */
export const parseUrlProviderConfig = (environment: Readonly<Record<string, string | undefined>>) => {
  const {
    bucketRegion,
    otherObjectKeys = [],
    publicKeySids = [],
    mediaUrl,
    linksTable,
    linkTtlMinSeconds,
    linkTtlMaxSeconds,
    accessLog,
    ...config
  } = readSettings(settings, environment);
  return {
    ...config,
    bucketRegion: bucketRegion ?? config.region,
    otherObjectKeys,
    publicKeySids,
    /** Present if there is a media endpoint: its URL and the table of its leases. */
    streaming: mediaUrl !== undefined && linksTable !== undefined ? { mediaUrl, linksTable } : undefined,
    isAccessLogged: accessLog !== undefined,
    linkLifetime: { minSeconds: linkTtlMinSeconds, maxSeconds: linkTtlMaxSeconds },
  };
};
