import { DEMO_ACCOUNT_SID, DEMO_BUCKET, DEMO_SECRET_NAME } from './demo/account.ts';
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

/** Returns the demo's configuration, with `overrides` in place of its values. */
export const playbackContext = (
  addresses: { readonly playerOrigin: string; readonly twilioUrl: string },
  overrides: Readonly<Record<string, unknown>> = {},
): PlaybackContext => ({
  accountSid: DEMO_ACCOUNT_SID,
  bucketName: DEMO_BUCKET,
  allowedOrigins: [addresses.playerOrigin],
  iamBaseUrl: addresses.twilioUrl,
  twilioSecretName: DEMO_SECRET_NAME,
  createEncryptionKey: true,
  encryptionKeys: DEMO_ENCRYPTION_KEYS,
  ...overrides,
});

/**
 * Returns a bucket that exists before the deployment. Its operator has set CORS rules for the player, and has switched its
 * events on if the configuration needs them.
 */
export const importedBucket = (context: PlaybackContext): BucketDefinition => ({
  bucketName: context.bucketName,
  ...(typeof context['bucketRegion'] === 'string' && { region: context['bucketRegion'] }),
  ...(typeof context['bucketKmsKeyArn'] === 'string' && { kmsKeyArn: context['bucketKmsKeyArn'] }),
  sendsEvents: context['verifyOnArrival'] === true,
  corsRules: [
    {
      allowedOrigins: context.allowedOrigins,
      allowedMethods: ['GET', 'HEAD'],
      allowedHeaders: ['*'],
      exposedHeaders: ['Accept-Ranges', 'Content-Range', 'Content-Length', 'ETag'],
    },
  ],
});

/** Returns the secret with all credentials of the Twilio account, or nothing when the configuration names no secret. */
export const twilioSecrets = (context: PlaybackContext, account: TwilioAccount): Record<string, string> => {
  const name = context['twilioSecretName'];
  const { authToken, apiKeySid, apiKeySecret } = account;
  return typeof name === 'string' ? { [name]: JSON.stringify({ authToken, apiKeySid, apiKeySecret }) } : {};
};

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
