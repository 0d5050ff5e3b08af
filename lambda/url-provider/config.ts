import * as z from 'zod/mini';
import type { Delivery } from '../domain/playback/link.ts';
import { jsonTextList, jsonTexts, parseEnvironment, wholeNumber } from '../shell/environment.ts';

const schema = z.object({
  AWS_REGION: z.string().check(z.minLength(1)),
  ACCOUNT_SID: z.string().check(z.regex(/^AC[0-9a-f]{32}$/, 'a Twilio account SID is needed')),
  RECORDINGS_BUCKET: z.string().check(z.minLength(3)),
  BUCKET_REGION: z.optional(z.string().check(z.minLength(1))),
  OBJECT_KEYS: jsonTexts,
  RECORDINGS_TABLE: z.string().check(z.minLength(3)),
  AUDIT_TABLE: z.string().check(z.minLength(3)),
  AUDIT_RETENTION_DAYS: z.optional(wholeNumber),
  TWILIO_SECRET_NAME: z.optional(z.string().check(z.minLength(1))),
  LAMBDA_TASK_ROOT: z.string().check(z.minLength(1)),
  DELIVERY: z.enum(['s3', 'stream']),
  MEDIA_URL: z.optional(z.string().check(z.regex(/^https?:\/\//, 'a URL is needed'))),
  PUBLIC_KEY_SIDS: z.optional(jsonTextList),
  LINKS_TABLE: z.optional(z.string().check(z.minLength(3))),
  IAM_BASE_URL: z.url(),
  TOKEN_CACHE_SECONDS: wholeNumber,
  LINK_TTL_MIN_SECONDS: wholeNumber,
  LINK_TTL_MAX_SECONDS: wholeNumber,
});

/** The url-provider's settings. The stack sets each variable together with the grant that it needs. */
export interface UrlProviderConfig {
  readonly region: string;
  readonly accountSid: string;
  readonly recordingsBucket: string;
  readonly bucketRegion: string;
  /** Key templates with `{accountSid}` and `{recordingSid}`, in order of preference. */
  readonly objectKeys: readonly string[];
  readonly recordingsTable: string;
  readonly auditTable: string;
  /** Days after which DynamoDB may drop an audit item; absent: never. */
  readonly auditRetentionDays?: number;
  /** Present: tokens are validated with the account's own credentials. Absent: with the caller's token. */
  readonly twilioSecretName?: string;
  /** Where Lambda unpacked the function's code, and with it the policies. */
  readonly codeDirectory: string;
  readonly iamBaseUrl: string;
  readonly tokenCacheSeconds: number;
  /** How plain recordings reach the listener. */
  readonly delivery: Delivery;
  /** Twilio's public keys whose private halves this deployment can use. */
  readonly publicKeySids: readonly string[];
  /** Present when there is a media endpoint: where it answers, and where its leases are. */
  readonly streaming?: { readonly mediaUrl: string; readonly linksTable: string };
  readonly linkLifetime: { readonly minSeconds: number; readonly maxSeconds: number };
}

/** Reads the environment. Throws `EnvironmentError`, naming every variable that is missing or wrong. */
export const parseUrlProviderConfig = (
  environment: Readonly<Record<string, string | undefined>>,
): UrlProviderConfig => {
  const values = parseEnvironment(schema, environment);
  return {
    region: values.AWS_REGION,
    accountSid: values.ACCOUNT_SID,
    recordingsBucket: values.RECORDINGS_BUCKET,
    bucketRegion: values.BUCKET_REGION ?? values.AWS_REGION,
    objectKeys: values.OBJECT_KEYS,
    recordingsTable: values.RECORDINGS_TABLE,
    auditTable: values.AUDIT_TABLE,
    ...(values.AUDIT_RETENTION_DAYS !== undefined && { auditRetentionDays: values.AUDIT_RETENTION_DAYS }),
    ...(values.TWILIO_SECRET_NAME !== undefined && { twilioSecretName: values.TWILIO_SECRET_NAME }),
    codeDirectory: values.LAMBDA_TASK_ROOT,
    delivery: values.DELIVERY,
    publicKeySids: values.PUBLIC_KEY_SIDS ?? [],
    ...(values.MEDIA_URL !== undefined &&
      values.LINKS_TABLE !== undefined && {
        streaming: { mediaUrl: values.MEDIA_URL, linksTable: values.LINKS_TABLE },
      }),
    iamBaseUrl: values.IAM_BASE_URL,
    tokenCacheSeconds: values.TOKEN_CACHE_SECONDS,
    linkLifetime: { minSeconds: values.LINK_TTL_MIN_SECONDS, maxSeconds: values.LINK_TTL_MAX_SECONDS },
  };
};
