import * as z from 'zod/mini';
import { parseEnvironment } from '../shell/environment.ts';

const schema = z.object({
  AWS_REGION: z.string().check(z.minLength(1)),
  ACCOUNT_SID: z.string().check(z.regex(/^AC[0-9a-f]{32}$/, 'a Twilio account SID is needed')),
  RECORDINGS_TABLE: z.string().check(z.minLength(3)),
  TWILIO_SECRET_NAME: z.string().check(z.minLength(1)),
});

/** The settings of the function that takes Twilio's callbacks. */
export interface TwilioEventsConfig {
  readonly region: string;
  readonly accountSid: string;
  readonly recordingsTable: string;
  /** Holds the auth token that signs callbacks. */
  readonly twilioSecretName: string;
}

/** Reads the environment. Throws `EnvironmentError`, naming every variable that is missing or wrong. */
export const parseTwilioEventsConfig = (
  environment: Readonly<Record<string, string | undefined>>,
): TwilioEventsConfig => {
  const values = parseEnvironment(schema, environment);
  return {
    region: values.AWS_REGION,
    accountSid: values.ACCOUNT_SID,
    recordingsTable: values.RECORDINGS_TABLE,
    twilioSecretName: values.TWILIO_SECRET_NAME,
  };
};
