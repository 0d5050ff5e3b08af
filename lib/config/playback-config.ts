import type { LinkBinding } from '../../lambda/domain/media/lease/link-binding.ts';
import type { Delivery } from '../../lambda/domain/shared/delivery.ts';
import type { AttachUrlProvider } from './accounts/attach-url-provider.ts';
import type { TwilioAccount } from './accounts/twilio-accounts.ts';
import type { OperationConfig } from './operation-config.ts';

/** In `encryptionKeys`: stands for the key that the stack creates. */
export const CREATED_KEY = 'created';

/** The name of the stack without the key `stackName`. */
export const DEFAULT_STACK_NAME = 'FlexSecurePlayback';

/** An existing access log. */
interface ExistingAccessLogs {
  readonly bucketName: string;
  /** The beginning of the log objects' keys, as the bucket's logging configuration has it. Default: none. */
  readonly prefix: string;
}

/** The functions, by the names of their folders under lambda/. */
export const FUNCTION_NAMES = [
  'url-provider',
  'twilio-events',
  'catalog-writer',
  'media-attacher',
  'media',
  'media-verifier',
  'heard-writer',
  'access-log-reader',
  'audit-digest',
  'audit-verifier',
  'policy-recorder',
] as const;
export type FunctionName = (typeof FUNCTION_NAMES)[number];

/**
 * The configuration of a deployment: the `playback` object of the CDK context (cdk.json). Each key can also be given as
 * `-c key=value`. Only `parsePlaybackConfig` creates one, so every value has been checked.
 */
export interface PlaybackConfig extends OperationConfig {
  /** The Twilio account whose tokens and recordings are served: `AC…`. Required without `accounts`. */
  readonly accountSid?: string | undefined;

  /**
   * Several Twilio accounts or subaccounts, in place of `accountSid`, `twilioSecretName` and `attachUrlProvider`. Each has its
   * own addresses, functions, secret and catalog. Default: none; the deployment serves `accountSid`.
   */
  readonly accounts?: readonly TwilioAccount[] | undefined;

  /** The S3 bucket that holds the recordings. Required. */
  readonly bucketName: string;

  /**
   * Name of the stack, for several deployments in one account and region. Default: `FlexSecurePlayback`. Another name makes
   * another stack; it does not rename an existing one.
   */
  readonly stackName: string;

  /** The bucket's region. Default: the stack's own. Links are signed for it. */
  readonly bucketRegion?: string | undefined;

  /** ARN of the KMS key that encrypts the bucket's objects. Default: none; the functions then get no KMS permission for it. */
  readonly bucketKmsKeyArn?: string | undefined;

  /** Whether the stack creates the bucket instead of using an existing one. Default: false. */
  readonly createBucket: boolean;

  /**
   * ARNs of the IAM roles and users that may read the access log of a bucket that the stack creates. The log contains
   * presigned links. Default: none; nobody may read it.
   */
  readonly accessLogReaders: readonly string[];

  /**
   * Where S3 delivers the access log of a bucket of your own, so that fetches with presigned links get on record. The log
   * bucket must send its events to EventBridge. Default: none. A bucket that the stack creates has its own.
   */
  readonly accessLogs?: ExistingAccessLogs | undefined;

  /**
   * Templates of the keys under which the bucket may hold a recording. All are tried at the same time.
   * Default: `["{accountSid}/{recordingSid}", "{accountSid}/{recordingSid}.wav"]`, the two layouts Twilio is known to write.
   */
  readonly objectKeys: readonly string[];

  /**
   * Templates of further keys, which are not tried. The functions may read these objects, too, and use one if the catalog has
   * its key from Twilio's `media_url`: for recordings that Twilio stored in other folders. Default: none.
   */
  readonly otherObjectKeys: readonly string[];

  /** Origins from which a browser may send requests. Default: `["https://flex.twilio.com"]`, where the Flex Insights player runs. */
  readonly allowedOrigins: readonly string[];

  /**
   * Name of the Secrets Manager secret with the account's credentials. Default: none; tokens are then validated with
   * the caller's own token, and no secret is stored.
   */
  readonly twilioSecretName?: string | undefined;

  /** How the service attaches `url_provider` to tasks by itself. Default: it does not; somebody else has to. */
  readonly attachUrlProvider?: AttachUrlProvider | undefined;

  /** Twilio's identity service. Default: `https://iam.twilio.com`. */
  readonly iamBaseUrl: string;

  /** How long a validated token is remembered, seconds, 0 … 60. Default: 30. Never past the token's own expiry. */
  readonly tokenCacheSeconds: number;

  /**
   * How unencrypted recordings reach the listener: `s3`, by a presigned URL, or `stream`, through the media endpoint, whose
   * links are bound to one client and can be revoked. Default: `s3`. Encrypted recordings are always streamed.
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

  /** Whether the stack creates an RSA key in KMS with which Twilio can encrypt recordings. Default: false. */
  readonly createEncryptionKey: boolean;

  /**
   * Whether encrypted recordings are verified when they arrive in the bucket, so that the first listener does not wait for
   * it. Default: false. The bucket must be in the stack's region and, if the stack does not create it, must send its events
   * to EventBridge.
   */
  readonly verifyOnArrival: boolean;

  /** A link lives at least this long, seconds. Default: 120. */
  readonly linkTtlMinSeconds: number;

  /**
   * A link lives at most this long, seconds. Default: 3600, which is also the maximum for presigned links to a bucket
   * that the stack creates, because its access log contains them.
   */
  readonly linkTtlMaxSeconds: number;

  /** Audit items are deleted after this many days, at least 365. Default: never. */
  readonly auditRetentionDays?: number | undefined;

  /**
   * How the archive of the audit trail is locked, and for how many days. Default: `governance`, 365: an administrator
   * with `s3:BypassGovernanceRetention` can lift the lock. Nobody can lift or shorten a lock in `compliance` mode.
   */
  readonly archiveLock: { readonly mode: 'governance' | 'compliance'; readonly days: number };

  /** Whether CloudTrail records every access to the audit table and its archive, also reads. Default: false. */
  readonly auditReadTrail: boolean;

  /**
   * How many of the catalog's five indexes exist. Default: 5. CloudFormation adds one index per deployment to a table that
   * exists, so an upgrade needs one deployment for each index that is missing.
   */
  readonly catalogIndexes: number;

  /** How long CloudWatch keeps the logs, days. Default: 90. The audit trail is in the table, not in the logs. */
  readonly logRetentionDays: number;

  /** The API's limit for all clients together. Default: 50 requests a second, bursts of 100. */
  readonly throttle: { readonly ratePerSecond: number; readonly burst: number };

  /**
   * Concurrent executions reserved for a function, which are also its maximum. A function without a number shares the
   * unreserved concurrency of the account. Default: 100 each for the url-provider and twilio-events, as many as one route
   * accepts at once (`throttle.burst`), so that no other function can block listeners and Twilio's callbacks. `{}` reserves
   * nothing.
   */
  readonly reservedConcurrency: Readonly<Partial<Record<FunctionName, number>>>;
}

/** Lists all problems of a configuration, one in a line, each with the given value and what to change. */
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
