/** The CDK construct of this package. */
export type { FailureCode } from '../lambda/domain/shared/failure.ts';
export type { TwilioAccountProps } from './config/accounts/account-props.ts';
export type { AttachUrlProvider } from './config/accounts/attach-url-provider.ts';
export { type PlaybackConfig, PlaybackConfigError } from './config/playback-config.ts';
export { PolicyError } from './policy/policy-files.ts';
export { SecurePlayback, type SecurePlaybackProps } from './secure-playback.ts';
