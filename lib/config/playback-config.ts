import type { LinkBinding } from '../../lambda/domain/media/lease/link-binding.ts';
import type { Delivery } from '../../lambda/domain/playback/link.ts';

/** In `encryptionKeys`: the key that the stack makes. */
export const CREATED_KEY = 'created';

/**
 * What a deployment can be told: the `playback` object of the CDK context (cdk.json), each key also as `-c key=value`.
 * Only `parsePlaybackConfig` makes one, so every value in it has been checked.
 */
export interface PlaybackConfig {
  /** The Twilio account whose tokens and recordings are served: `AC…`. Required. */
  readonly accountSid: string;

  /** The S3 bucket that holds the recordings. Required. */
  readonly bucketName: string;

  /** The bucket's region. Default: the stack's own. Links are signed for it. */
  readonly bucketRegion?: string | undefined;

  /** ARN of the KMS key that encrypts the bucket's objects. Default: none, so no KMS permission is given. */
  readonly bucketKmsKeyArn?: string | undefined;

  /** Makes the bucket instead of importing it. Default: false. */
  readonly createBucket: boolean;

  /**
   * Where a recording may lie in the bucket; all are tried at the same time.
   * Default: `["{accountSid}/{recordingSid}", "{accountSid}/{recordingSid}.wav"]`, the two layouts Twilio is known to write.
   */
  readonly objectKeys: readonly string[];

  /** Origins from which a browser may ask. Default: `["https://flex.twilio.com"]`, where the Flex Insights player runs. */
  readonly allowedOrigins: readonly string[];

  /**
   * Name of the Secrets Manager secret with the account's credentials. Default: none; tokens are then validated with
   * the caller's own authorization and no secret is stored at all.
   */
  readonly twilioSecretName?: string | undefined;

  /** Twilio's identity service. Default: `https://iam.twilio.com`. */
  readonly iamBaseUrl: string;

  /** How long a validated token is remembered, seconds, 0 … 60. Default: 30. Never past the token's own expiry. */
  readonly tokenCacheSeconds: number;

  /**
   * How the bytes of plain recordings reach the listener: `s3`, by a presigned URL, or `stream`, through the media
   * endpoint, whose links are bound to one client and can be revoked. Default: `s3`. Encrypted ones are always streamed.
   */
  readonly delivery: Delivery;

  /**
   * What a streamed link is bound to at its first use. Default: `address-and-agent`. `agent` is for networks whose
   * address changes from request to request; with `none` anyone who holds the link may use it until it expires.
   */
  readonly linkBinding: LinkBinding;

  /**
   * KMS key ARN by Twilio public key SID, or `created` for the key of `createEncryptionKey`. Default: none, so
   * encrypted recordings cannot be played.
   */
  readonly encryptionKeys: Readonly<Record<string, string>>;

  /** Makes an RSA key in KMS for Twilio to encrypt recordings with. Default: false. */
  readonly createEncryptionKey: boolean;

  /** A link lives at least this long, seconds. Default: 120. */
  readonly linkTtlMinSeconds: number;

  /** A link lives at most this long, seconds. Default: 3600. */
  readonly linkTtlMaxSeconds: number;

  /** Audit items are deleted after this many days, at least 365. Default: never. */
  readonly auditRetentionDays?: number | undefined;

  /**
   * How the archive of the audit trail is locked, and for how many days. Default: `governance`, 365: an administrator
   * with `s3:BypassGovernanceRetention` could lift it. `compliance` nobody can, whatever happens, until it ends.
   */
  readonly archiveLock: { readonly mode: 'governance' | 'compliance'; readonly days: number };

  /** Has CloudTrail record every access to the audit table and its archive, reads included. Default: false. */
  readonly auditReadTrail: boolean;

  /** How long CloudWatch keeps the logs, days. Default: 90. The audit trail is in the table, not in the logs. */
  readonly logRetentionDays: number;

  /** Receives the alarms by e-mail. Default: nobody; the alarms exist all the same. */
  readonly alarmEmail?: string | undefined;

  /** The API's limit for all callers together. Default: 50 requests a second, bursts of 100. */
  readonly throttle: { readonly ratePerSecond: number; readonly burst: number };
}

/** All that is wrong with a configuration, one line a problem, each with the value given and what to change. */
export class PlaybackConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(
      `The configuration has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:\n${problems.map(problem => `  - ${problem}`).join('\n')}`,
    );
    this.name = 'PlaybackConfigError';
    this.problems = problems;
  }
}
