import type { PlaybackConfig } from './playback-config.ts';

/** The values with which cdk.json comes, so that a fresh clone synthesizes. */
export const PLACEHOLDERS = {
  accountSid: 'AC00000000000000000000000000000000',
  bucketName: 'my-twilio-recordings',
} as const satisfies Partial<PlaybackConfig>;

/** Says which keys still have the value that cdk.json came with: enough to synthesize, useless to deploy. */
export const placeholders = (config: PlaybackConfig): string[] =>
  (Object.keys(PLACEHOLDERS) as (keyof typeof PLACEHOLDERS)[])
    .filter(key => config[key] === PLACEHOLDERS[key])
    .map(
      key =>
        `${key} is still the placeholder "${PLACEHOLDERS[key]}": put your own into cdk.json ("context", "playback") or pass -c ${key}=…`,
    );
