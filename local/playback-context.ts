import { DEMO_ACCOUNT_SID, DEMO_ATTACHER_SECRET_NAME, DEMO_BUCKET, DEMO_SECRET_NAME } from './demo/account.ts';
import { DEMO_ENCRYPTION_KEYS } from './demo/demo-keys.ts';
import type { BucketDefinition } from './template/buckets.ts';
import type { LocalTemplate } from './template/read-template.ts';
import type { TwilioAccount } from './twilio/credentials.ts';

/** The configuration that the local stack is synthesized with: the context object `playback`. */
export interface PlaybackContext extends Readonly<Record<string, unknown>> {
  readonly accountSid: string;
  readonly bucketName: string;
  readonly allowedOrigins: readonly string[];
}

/**
 * Returns the demo's configuration, with `overrides` in place of its values.
 * `attachIn`: the TaskRouter workspace to whose tasks recordings are attached; default: to none
 */
export const playbackContext = (
  addresses: { readonly playerOrigin: string; readonly twilioUrl: string; readonly attachIn?: string | undefined },
  overrides: Readonly<Record<string, unknown>> = {},
): PlaybackContext => ({
  accountSid: DEMO_ACCOUNT_SID,
  bucketName: DEMO_BUCKET,
  allowedOrigins: [addresses.playerOrigin],
  iamBaseUrl: addresses.twilioUrl,
  twilioSecretName: DEMO_SECRET_NAME,
  alarmEmail: 'alarms@example.com',
  createEncryptionKey: true,
  encryptionKeys: DEMO_ENCRYPTION_KEYS,
  ...(addresses.attachIn !== undefined && {
    attachUrlProvider: {
      workspaceSid: addresses.attachIn,
      secretName: DEMO_ATTACHER_SECRET_NAME,
      taskRouterBaseUrl: addresses.twilioUrl,
    },
  }),
  ...overrides,
});

/**
 * Returns a bucket that exists before the deployment. Its operator has set it up: not public, with an access log and
 * CORS rules for the player, and with events if the configuration needs them.
 */
export const importedBucket = (
  context: PlaybackContext,
  { lockable }: { readonly lockable: boolean },
): BucketDefinition => ({
  bucketName: context.bucketName,
  ...(typeof context['bucketRegion'] === 'string' && { region: context['bucketRegion'] }),
  ...(typeof context['bucketKmsKeyArn'] === 'string' && { kmsKeyArn: context['bucketKmsKeyArn'] }),
  versioned: lockable,
  objectLock: lockable,
  publicAccessBlock: {
    BlockPublicAcls: true,
    BlockPublicPolicy: true,
    IgnorePublicAcls: true,
    RestrictPublicBuckets: true,
  },
  sendsEvents: context['verifyOnArrival'] === true,
  accessLog: accessLogsOf(context),
  corsRules: [
    {
      allowedOrigins: context.allowedOrigins,
      allowedMethods: ['GET', 'HEAD'],
      allowedHeaders: ['*'],
      exposedHeaders: ['Accept-Ranges', 'Content-Range', 'Content-Length', 'ETag'],
    },
  ],
});

/** Returns the bucket that gets its access log. It sends its events if the configuration needs them. */
export const importedLogBucket = (context: PlaybackContext): BucketDefinition => ({
  bucketName: accessLogsOf(context).bucketName,
  sendsEvents: context['accessLogs'] !== undefined,
});

const accessLogsOf = (context: PlaybackContext) => {
  const named = Object(context['accessLogs']) as { bucketName?: string; prefix?: string };
  const { bucketName = `${context.bucketName}-access-log`, prefix = '' } = named;
  return { bucketName, prefix };
};

/**
 * Returns the secrets that the configuration names: one with all credentials of the Twilio account, and one with the API key
 * that attaches recordings.
 */
export const twilioSecrets = (context: PlaybackContext, account: TwilioAccount): Record<string, string> => {
  const { authToken, apiKeySid, apiKeySecret } = account;
  const { secretName } = Object(context['attachUrlProvider']) as { secretName?: unknown };
  return Object.fromEntries([
    ...secret(context['twilioSecretName'], { authToken, apiKeySid, apiKeySecret }),
    ...secret(secretName, { apiKeySid, apiKeySecret }),
  ]);
};

const secret = (name: unknown, content: object): [string, string][] =>
  typeof name === 'string' ? [[name, JSON.stringify(content)]] : [];

/** Returns the KMS key id of each public key SID, as the functions receive them. */
export const encryptionKeyIds = (
  context: PlaybackContext,
  template: Pick<LocalTemplate, 'output'>,
): Record<string, string> => {
  const created = template.output('EncryptionKeyArn');
  return Object.fromEntries(
    Object.entries(Object(context['encryptionKeys'])).map(([publicKeySid, keyArn]) => [
      publicKeySid,
      String(keyArn === 'created' ? created : keyArn).replace(/^.*:key\//, ''),
    ]),
  );
};
