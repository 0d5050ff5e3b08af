import { readSettings, text } from '../shell/settings.ts';

const settings = {
  region: text('AWS_REGION'),
  accountSid: text('ACCOUNT_SID', /^AC[0-9a-f]{32}$/, 'a Twilio account SID is needed'),
  /** The URL of the queue `CallEvents`. */
  callEventsQueueUrl: text('CALL_EVENTS_QUEUE_URL'),
  /** The secret with the auth token that signs callbacks. */
  twilioSecretName: text('TWILIO_SECRET_NAME'),
};

/**
 * Reads the environment of the function that takes Twilio's callbacks. The stack sets each variable together with the
 * grant that it needs. Throws `EnvironmentError`, naming every variable that is missing or wrong.
 */
export const parseTwilioEventsConfig = (environment: Readonly<Record<string, string | undefined>>) =>
  readSettings(settings, environment);
