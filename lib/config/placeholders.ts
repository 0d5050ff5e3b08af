import { Annotations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { PlaybackConfig } from './playback-config.ts';

/** The values that cdk.json has at first, so that a new clone can be synthesized. */
export const PLACEHOLDERS = {
  accountSid: 'AC00000000000000000000000000000000',
  bucketName: 'my-twilio-recordings',
} as const satisfies Partial<PlaybackConfig>;

/** Returns a message for each key that still has its placeholder, with which a deployment is of no use. */
export const placeholders = (config: PlaybackConfig): string[] =>
  (Object.keys(PLACEHOLDERS) as (keyof typeof PLACEHOLDERS)[])
    .filter(key => config[key] === PLACEHOLDERS[key])
    .map(
      key =>
        `${key} is still the placeholder "${PLACEHOLDERS[key]}": put your own into cdk.json ("context", "playback") or pass -c ${key}=…`,
    );

/** Adds a warning for each key that still has its placeholder: `npm run deploy` refuses to deploy with warnings. */
export const warnAboutPlaceholders = (scope: Construct, config: PlaybackConfig): void => {
  for (const problem of placeholders(config))
    Annotations.of(scope).addWarningV2('flex-secure-playback:placeholder', problem);
};
