import * as z from 'zod';
import { LINK_BINDINGS } from '../../lambda/domain/media/lease/link-binding.ts';
import { DELIVERIES } from '../../lambda/domain/shared/delivery.ts';
import { ATTACH_URL_PROVIDER } from './accounts/attach-url-provider.ts';
import { ACCOUNT_SID, ACCOUNTS, TWILIO_SECRET_NAME } from './accounts/twilio-accounts.ts';
import type { KeyRule } from './key-rule.ts';
import { OPERATION_KEYS } from './operation-keys.ts';
import { isOrigin } from './origin.ts';
import { CREATED_KEY, DEFAULT_STACK_NAME, FUNCTION_NAMES, type PlaybackConfig } from './playback-config.ts';
import {
  BUCKET_NAME,
  isDistinct,
  isKeyTemplate,
  KEY_TEMPLATES,
  KMS_KEY_ARN,
  LOG_RETENTION_DAYS,
  REGION,
  seconds,
  textOrReference,
} from './value-forms.ts';

/** A session of the function's role lasts twelve hours at most, and its presigned links expire with it. */
const LONGEST_LINK_SECONDS = 43_200;
/** Larger than any account's quota, which synthesis does not know. */
const MOST_RESERVED = 100_000;

/** All keys of the configuration, with what each accepts and its default. The types are checked against `PlaybackConfig`. */
export const PLAYBACK_KEYS: { readonly [Key in keyof PlaybackConfig]-?: KeyRule<PlaybackConfig[Key]> } = {
  // Required without `accounts`, which `parsePlaybackConfig` checks.
  accountSid: { ...ACCOUNT_SID, schema: ACCOUNT_SID.schema.optional() },
  accounts: ACCOUNTS,
  bucketName: {
    schema: BUCKET_NAME,
    mustBe:
      'must be the name of an S3 bucket: 3 to 63 lower-case letters, digits, dots and hyphens; not an ARN or an s3:// URL',
  },
  stackName: {
    schema: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9-]{0,127}$/)
      .default(DEFAULT_STACK_NAME),
    mustBe: 'must be the name of a CloudFormation stack: a letter, then up to 127 letters, digits and hyphens',
  },
  bucketRegion: {
    schema: z
      .string()
      .regex(new RegExp(`^${REGION}$`))
      .optional(),
    mustBe:
      "must be the AWS region of the bucket, such as eu-central-1; omit it if the bucket is in the stack's region",
  },
  bucketKmsKeyArn: {
    schema: textOrReference(KMS_KEY_ARN).optional(),
    mustBe: 'must be the ARN of a KMS key (arn:aws:kms:…:key/…), not its alias or id: permissions accept only the ARN',
  },
  createBucket: {
    schema: z.boolean().default(false),
    mustBe: 'must be true (the stack creates the bucket) or false (the bucket exists)',
  },
  accessLogReaders: {
    schema: z
      .array(textOrReference(/^arn:aws[a-z-]*:iam::\d{12}:(?:role|user)\/[\w+=,.@/-]{1,512}$/))
      .max(20)
      .refine(isDistinct)
      .default([]),
    mustBe:
      'must be a list of at most 20 different IAM roles and users, such as arn:aws:iam::123456789012:role/auditor; no wildcards, no role sessions',
  },
  accessLogs: {
    schema: z
      .strictObject({
        bucketName: BUCKET_NAME,
        // `*` and `?` would widen the function's permission.
        prefix: z
          .string()
          .regex(/^[\w!\-.'()=/]{0,512}$/)
          .default(''),
      })
      .optional(),
    mustBe:
      'must be {"bucketName": the name of the bucket to which S3 delivers the access log, "prefix": the beginning of its keys, without wildcards}; leave it out if the stack creates the recordings bucket',
  },
  objectKeys: {
    schema: z
      .array(z.string().refine(isKeyTemplate))
      .min(1)
      .max(5)
      .refine(isDistinct)
      .default(['{accountSid}/{recordingSid}', '{accountSid}/{recordingSid}.wav']),
    mustBe: `must be a list of 1 to 5 different object keys, ${KEY_TEMPLATES}`,
  },
  otherObjectKeys: {
    schema: z.array(z.string().refine(isKeyTemplate)).max(20).refine(isDistinct).default([]),
    mustBe: `must be a list of at most 20 different object keys, ${KEY_TEMPLATES}`,
  },
  allowedOrigins: {
    schema: z.array(z.string().refine(isOrigin)).min(1).refine(isDistinct).default(['https://flex.twilio.com']),
    mustBe:
      'must be a list of different origins as browsers send them, such as https://flex.twilio.com: no path, no slash at the end, no wildcard; http only for localhost',
  },
  twilioSecretName: TWILIO_SECRET_NAME,
  attachUrlProvider: ATTACH_URL_PROVIDER,
  iamBaseUrl: {
    schema: z.string().refine(isOrigin).default('https://iam.twilio.com'),
    mustBe: 'must be an https origin without a path, such as https://iam.twilio.com; http only for localhost',
  },
  tokenCacheSeconds: {
    schema: seconds(0, 60).default(30),
    mustBe: 'must be a whole number of seconds from 0 (no cache) to 60',
  },
  delivery: {
    schema: z.enum(DELIVERIES).default('s3'),
    mustBe: 'must be "s3" (a presigned URL) or "stream" (through the media endpoint)',
  },
  linkBinding: {
    schema: z.enum(LINK_BINDINGS).default('address-and-agent'),
    mustBe: 'must be "address-and-agent", "agent" or "none"',
  },
  encryptionKeys: {
    schema: z
      .record(z.string().regex(/^CR[0-9a-f]{32}$/), z.union([z.literal(CREATED_KEY), textOrReference(KMS_KEY_ARN)]))
      .default({}),
    mustBe:
      'must be a KMS key for each of Twilio\'s public keys: {"CR and 32 lower-case hexadecimal digits": "arn:aws:kms:…:key/…"}, or "created" for the key that createEncryptionKey creates',
  },
  createEncryptionKey: {
    schema: z.boolean().default(false),
    mustBe: 'must be true (the stack creates an RSA key in KMS) or false',
  },
  verifyOnArrival: {
    schema: z.boolean().default(false),
    mustBe: 'must be true (encrypted recordings are verified when they arrive) or false (at their first play)',
  },
  linkTtlMinSeconds: {
    schema: seconds(30, LONGEST_LINK_SECONDS).default(120),
    mustBe: `must be a whole number of seconds from 30 to ${LONGEST_LINK_SECONDS}`,
  },
  linkTtlMaxSeconds: {
    schema: seconds(30, LONGEST_LINK_SECONDS).default(3600),
    mustBe: `must be a whole number of seconds from 30 to ${LONGEST_LINK_SECONDS}; AWS ends the function's session, and its links, after ${LONGEST_LINK_SECONDS} seconds`,
  },
  auditRetentionDays: {
    schema: z.int().min(365).max(36_500).optional(),
    mustBe: 'must be a whole number of days from 365 to 36500; omit it if audit items must never be deleted',
  },
  archiveLock: {
    schema: z
      .strictObject({ mode: z.enum(['governance', 'compliance']), days: z.int().min(1).max(36_500) })
      .default({ mode: 'governance', days: 365 }),
    mustBe: 'must be {"mode": "governance" or "compliance", "days": 1 to 36500, a whole number}',
  },
  auditReadTrail: {
    schema: z.boolean().default(false),
    mustBe: 'must be true (CloudTrail records who reads the audit trail) or false',
  },
  catalogIndexes: {
    schema: z.int().min(1).max(5).default(5),
    mustBe: 'must be 1 to 5 (all); fewer than 5 is for adding the indexes to an existing catalog, one per deployment',
  },
  logRetentionDays: {
    schema: z
      .int()
      .refine(days => LOG_RETENTION_DAYS.includes(days))
      .default(90),
    mustBe: `must be a number of days that CloudWatch accepts: ${LOG_RETENTION_DAYS.join(', ')}`,
  },
  ...OPERATION_KEYS,
  throttle: {
    schema: z
      .strictObject({ ratePerSecond: z.int().min(1).max(10_000), burst: z.int().min(1).max(5_000) })
      .default({ ratePerSecond: 50, burst: 100 }),
    mustBe: 'must be {"ratePerSecond": 1 to 10000, "burst": 1 to 5000}, whole numbers',
  },
  reservedConcurrency: {
    schema: z
      .partialRecord(z.enum(FUNCTION_NAMES), z.int().min(1).max(MOST_RESERVED))
      .default({ 'url-provider': 100, 'twilio-events': 100 }),
    mustBe: `must be whole numbers from 1 to ${MOST_RESERVED} for any of ${FUNCTION_NAMES.join(', ')}, such as {"url-provider": 100}; {} reserves nothing`,
  },
};
