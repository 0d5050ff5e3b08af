import { DEMO_ACCOUNT_SID, DEMO_BUCKET, DEMO_SECRET_NAME } from './demo/account.ts';
import type { BucketDefinition } from './template/buckets.ts';
import type { TwilioAccount } from './twilio/credentials.ts';

/** The configuration that the local stack is synthesized with: the context object `playback`. */
export interface PlaybackContext extends Readonly<Record<string, unknown>> {
  readonly accountSid: string;
  readonly bucketName: string;
  readonly allowedOrigins: readonly string[];
}

/** The demo's configuration, `overrides` on top. */
export const playbackContext = (
  addresses: { readonly playerOrigin: string; readonly twilioUrl: string },
  overrides: Readonly<Record<string, unknown>> = {},
): PlaybackContext => ({
  accountSid: DEMO_ACCOUNT_SID,
  bucketName: DEMO_BUCKET,
  allowedOrigins: [addresses.playerOrigin],
  iamBaseUrl: addresses.twilioUrl,
  twilioSecretName: DEMO_SECRET_NAME,
  ...overrides,
});

/** What the operator of an existing bucket has set up: CORS for the player, so that a page may fetch the media. */
export const importedBucket = (context: PlaybackContext): BucketDefinition => ({
  bucketName: context.bucketName,
  ...(typeof context['bucketRegion'] === 'string' && { region: context['bucketRegion'] }),
  ...(typeof context['bucketKmsKeyArn'] === 'string' && { kmsKeyArn: context['bucketKmsKeyArn'] }),
  corsRules: [
    {
      allowedOrigins: context.allowedOrigins,
      allowedMethods: ['GET', 'HEAD'],
      allowedHeaders: ['*'],
      exposedHeaders: ['Accept-Ranges', 'Content-Range', 'Content-Length', 'ETag'],
    },
  ],
});

/** The secret that the operator has stored, if the configuration names one: every credential of the Twilio account. */
export const twilioSecrets = (context: PlaybackContext, account: TwilioAccount): Record<string, string> => {
  const name = context['twilioSecretName'];
  const { authToken, apiKeySid, apiKeySecret } = account;
  return typeof name === 'string' ? { [name]: JSON.stringify({ authToken, apiKeySid, apiKeySecret }) } : {};
};
