import { TwilioError } from '../../deployment/twilio-error.ts';

/** What is needed to call Twilio's Recordings API. */
export interface TwilioRecordingsOptions {
  /** Such as `https://api.twilio.com`. */
  readonly baseUrl: string;
  readonly accountSid: string;
  /** An API key and its secret, or the account's SID and auth token. */
  readonly user: string;
  readonly password: string;
  /** When aborted, fetching and waiting end at once. */
  readonly stop: AbortSignal;
  /** Waits some milliseconds; ends early when `stop` is aborted. Tests replace it. */
  readonly sleep: (ms: number) => Promise<void>;
  /** Called before each wait with a line for the user: the reason and the duration. */
  readonly onWait: (line: string) => void;
}

/** One page of recordings, newest first. */
export interface RecordingsPage {
  /** Resources as Twilio sent them, unchecked. */
  readonly recordings: readonly unknown[];
  /** Path of the next page. Absent on the last page. */
  readonly nextPage?: string;
}

/** The largest page that Twilio allows. */
const PAGE_SIZE = 1_000;
const MAX_ATTEMPTS = 8;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
const REQUEST_TIMEOUT_MS = 30_000;

/** Selects the recordings of an account that were made in a period. */
export interface RecordingsQuery {
  readonly accountSid: string;
  /** First day. */
  readonly since: string;
  /** Last day; default: now. */
  readonly until?: string | undefined;
}

/** Returns the path of the first page of the recordings that a query selects. */
export const firstPage = ({ accountSid, since, until }: RecordingsQuery): string => {
  const query = new URLSearchParams({ PageSize: String(PAGE_SIZE), 'DateCreated>': since });
  if (until !== undefined) query.set('DateCreated<', until);
  return `/2010-04-01/Accounts/${accountSid}/Recordings.json?${query}`;
};

/**
 * Returns a function that fetches one page of `GET /2010-04-01/Accounts/{AC}/Recordings.json`. When Twilio limits the
 * rate, fails or does not answer, the function waits and tries again, up to eight attempts. It waits as long as Twilio
 * asks for, otherwise twice as long each time. It returns undefined when it was stopped, and throws `TwilioError`.
 */
export const twilioRecordings = (options: TwilioRecordingsOptions) => {
  const { stop, sleep, onWait } = options;
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
    if (!URL.canParse(path, options.baseUrl)) throw new TwilioError(`Twilio sent an invalid page address: ${path}`);
    const url = new URL(path, options.baseUrl);
    // The address of the next page comes from a response. The credentials are sent to no other origin.
    if (url.origin !== new URL(options.baseUrl).origin)
      throw new TwilioError(`Twilio sent a page address on another origin: ${url.origin}`);
    for (let tries = 1; ; tries++) {
      const answer = await attempt(url);
      if (!('why' in answer)) return answer;
      if (stop.aborted) return undefined;
      if (tries === MAX_ATTEMPTS) throw new TwilioError(`${answer.why}, ${tries} times in a row.`);
      const pauseMs = answer.pauseMs ?? Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (tries - 1));
      onWait(`${answer.why}, waiting ${pauseMs / 1_000} s`);
      await sleep(pauseMs);
    }
  };
};

/** Describes an error of `fetch`. A failed connection has a system error code; a refused redirect has only a message. */
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

/** Reads `Retry-After`. Returns undefined when it is absent or a date. */
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
