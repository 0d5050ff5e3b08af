import twilio from 'twilio';
import RequestClient from 'twilio/lib/base/RequestClient.js';
import type { TwilioAccountAccess } from '../deployment/twilio-account.ts';
import { TwilioError } from '../deployment/twilio-error.ts';

/** Twilio's own client library. */
export type TwilioClient = ReturnType<typeof twilio>;

const REQUEST_TIMEOUT_MS = 30_000;
const MAX_RETRIES = 5;
const LONGEST_PAUSE_MS = 10_000;

/**
 * Returns Twilio's client for one account. It repeats a request when Twilio limits the rate.
 * @param baseUrl sends every request to this address, with the path of the real one; default: Twilio's hosts
 */
export const twilioClient = (access: TwilioAccountAccess, baseUrl: string | undefined): TwilioClient =>
  twilio(access.user, access.password, {
    accountSid: access.accountSid,
    httpClient: requestClient(baseUrl),
    // The client must not read another host from the environment.
    env: {},
  });

const requestClient = (baseUrl: string | undefined): RequestClient => {
  const client = new RequestClient({
    timeout: REQUEST_TIMEOUT_MS,
    keepAlive: false,
    autoRetry: true,
    maxRetries: MAX_RETRIES,
    maxRetryDelay: LONGEST_PAUSE_MS,
  });
  if (baseUrl === undefined) return client;
  const request = client.request.bind(client);
  client.request = options => {
    const { pathname, search } = new URL(options.uri);
    return request({ ...options, uri: new URL(pathname + search, baseUrl).href });
  };
  return client;
};

/**
 * Waits for a request of Twilio's client. Throws `TwilioError` if Twilio refused it, failed or could not be reached.
 * @param subject what the request reads or changes; completes the sentence "Twilio refuses to read …"
 */
export const awaitTwilio = async <T>(subject: string, request: Promise<T>): Promise<T> => {
  try {
    return await request;
  } catch (error) {
    throw twilioErrorOf(subject, error);
  }
};

const twilioErrorOf = (subject: string, error: unknown): TwilioError => {
  const { status, code, message } = error as { status?: unknown; code?: unknown; message?: unknown };
  if (status === 401 || status === 403)
    return new TwilioError(
      `Twilio refuses the credentials of the secret for ${subject} (status ${status}). An API key needs access to Flex and TaskRouter.`,
    );
  if (typeof status === 'number')
    return new TwilioError(`Twilio answers with status ${status} for ${subject}: ${String(message)}`);
  return new TwilioError(`Twilio did not answer for ${subject} (${String(code ?? message)})`);
};
