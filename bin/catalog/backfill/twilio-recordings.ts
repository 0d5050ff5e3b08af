import { AwsError } from '../../terminal/exit-code.ts';

/** Twilio refused, failed or could not be reached. Ends a command as an AWS error does. */
export class TwilioError extends AwsError {}

/** How Twilio's Recordings API is reached. */
export interface TwilioRecordingsOptions {
  /** Such as `https://api.twilio.com`. */
  readonly baseUrl: string;
  readonly accountSid: string;
  /** An API key and its secret, or the account's SID and auth token. */
  readonly user: string;
  readonly password: string;
  /** Aborted: neither fetch nor wait any longer. */
  readonly stop: AbortSignal;
  /** Waits; replaced in tests. Milliseconds; ends early when `stop` is aborted. */
  readonly sleep: (ms: number) => Promise<void>;
  /** Told before each wait, why and for how long, for a person. */
  readonly waiting: (line: string) => void;
}

/** One page, newest recordings first. */
export interface RecordingsPage {
  /** Resources as Twilio sent them; nothing in them has been checked. */
  readonly recordings: readonly unknown[];
  /** Path of the next page; absent on the last one. */
  readonly nextPage?: string;
}

/** The most that Twilio puts on a page. */
const PAGE_SIZE = 1_000;
const MAX_ATTEMPTS = 8;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
const REQUEST_TIMEOUT_MS = 30_000;

/** Which recordings are asked for. */
export interface RecordingsQuery {
  readonly accountSid: string;
  /** First day. */
  readonly since: string;
  /** Last day; default: now. */
  readonly until?: string | undefined;
  /** @default as many as Twilio puts on a page */
  readonly pageSize?: number;
}

/** Path of the first page of the recordings that were made in a period. */
export const firstPage = ({ accountSid, since, until, pageSize = PAGE_SIZE }: RecordingsQuery): string => {
  const query = new URLSearchParams({ PageSize: String(pageSize), 'DateCreated>': since });
  if (until !== undefined) query.set('DateCreated<', until);
  return `/2010-04-01/Accounts/${accountSid}/Recordings.json?${query}`;
};

/**
 * Fetches pages of `GET /2010-04-01/Accounts/{AC}/Recordings.json`. When Twilio limits the rate, fails or does not
 * answer, it waits, as long as Twilio asks for or twice as long each time, and tries again; after eight attempts it
 * gives up. Undefined: stopped. Throws `TwilioError`.
 */
export const twilioRecordings = (options: TwilioRecordingsOptions) => {
  const { stop, sleep, waiting } = options;
  const authorization = `Basic ${Buffer.from(`${options.user}:${options.password}`).toString('base64')}`;

  const attempt = async (
    url: URL,
  ): Promise<RecordingsPage | { readonly pauseMs: number | undefined; readonly why: string }> => {
    let response: Response;
    try {
      response = await fetch(url, {
        headers: { authorization },
        redirect: 'error',
        signal: AbortSignal.any([stop, AbortSignal.timeout(REQUEST_TIMEOUT_MS)]),
      });
      if (response.ok) return pageFrom(await response.json());
    } catch (error) {
      return { pauseMs: undefined, why: reasonOf(error) };
    }
    await response.body?.cancel();
    if (response.status !== 429 && response.status < 500) throw refusal(response.status);
    const why = `Twilio ${response.status === 429 ? 'limits the rate' : 'failed'} (status ${response.status})`;
    return { pauseMs: retryAfterMs(response), why };
  };

  return async (path: string): Promise<RecordingsPage | undefined> => {
    if (!URL.canParse(path, options.baseUrl)) throw new TwilioError(`Twilio names a page that is none: ${path}`);
    const url = new URL(path, options.baseUrl);
    // The next page's address is Twilio's to choose, but the credentials go nowhere else.
    if (url.origin !== new URL(options.baseUrl).origin)
      throw new TwilioError(`Twilio names a page elsewhere: ${url.origin}`);
    for (let tries = 1; ; tries++) {
      const answer = await attempt(url);
      if (!('why' in answer)) return answer;
      if (stop.aborted) return undefined;
      if (tries === MAX_ATTEMPTS) throw new TwilioError(`${answer.why}, ${tries} times in a row.`);
      const pauseMs = answer.pauseMs ?? Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (tries - 1));
      waiting(`${answer.why}, waiting ${pauseMs / 1_000} s`);
      await sleep(pauseMs);
    }
  };
};

/** A connection that failed has Node's own code; what `fetch` itself refuses, such as a redirect, only says so. */
const reasonOf = (error: unknown): string => {
  const { name, cause } = error as Error;
  if (name === 'TimeoutError') return 'Twilio did not answer in time';
  if (!(cause instanceof Error)) return 'Twilio gave no usable answer';
  return `Twilio did not answer (${(cause as NodeJS.ErrnoException).code ?? cause.message})`;
};

const refusal = (status: number): TwilioError =>
  new TwilioError(
    status === 401 || status === 403
      ? `Twilio refuses the credentials of the secret (status ${status}).`
      : `Twilio's Recordings API answers with status ${status}.`,
  );

/** `Retry-After` in seconds; undefined when it is absent or a date. */
const retryAfterMs = (response: Response): number | undefined => {
  const seconds = response.headers.get('retry-after');
  return seconds !== null && /^\d{1,4}$/.test(seconds)
    ? Math.min(LONGEST_PAUSE_MS, Number(seconds) * 1_000)
    : undefined;
};

const pageFrom = (body: unknown): RecordingsPage => {
  const { recordings, next_page_uri: nextPage } = (body ?? {}) as { recordings?: unknown; next_page_uri?: unknown };
  if (!Array.isArray(recordings)) throw new TypeError('not a page of recordings');
  return { recordings, ...(typeof nextPage === 'string' && { nextPage }) };
};
