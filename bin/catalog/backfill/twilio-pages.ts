import { TwilioError } from '../../deployment/twilio-error.ts';

/** What is needed to read lists of Twilio's REST API. */
export interface TwilioPagesOptions {
  /** Such as `https://api.twilio.com`. */
  readonly baseUrl: string;
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

/** A list of Twilio's REST API. */
export interface TwilioList<Page> {
  /** Its name in messages, such as "Twilio's Recordings API". */
  readonly name: string;
  /** Reads a page. Throws if the body is none. */
  readonly read: (body: unknown) => Page;
}

const MAX_ATTEMPTS = 8;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
const REQUEST_TIMEOUT_MS = 30_000;

/**
 * Returns a function that fetches one page of a list. When Twilio limits the
 * rate, fails or does not answer, the function waits and tries again, up to eight attempts. It waits as long as Twilio
 * asks for, otherwise twice as long each time. It returns undefined when it was stopped, and throws `TwilioError`.
 */
export const twilioPages = <Page extends object>(options: TwilioPagesOptions, { name, read }: TwilioList<Page>) => {
  const { baseUrl, stop, sleep, onWait } = options;
  const authorization = `Basic ${Buffer.from(`${options.user}:${options.password}`).toString('base64')}`;

  const attempt = async (url: URL): Promise<Page | { readonly pauseMs: number | undefined; readonly why: string }> => {
    let response: Response;
    try {
      response = await fetch(url, {
        headers: { authorization },
        redirect: 'error',
        signal: AbortSignal.any([stop, AbortSignal.timeout(REQUEST_TIMEOUT_MS)]),
      });
      if (response.ok) return read(await response.json());
    } catch (error) {
      return { pauseMs: undefined, why: reasonOf(error) };
    }
    await response.body?.cancel();
    if (response.status !== 429 && response.status < 500) throw refusal(name, response.status);
    const why = `Twilio ${response.status === 429 ? 'limits the rate' : 'failed'} (status ${response.status})`;
    return { pauseMs: retryAfterMs(response), why };
  };

  return async (path: string): Promise<Page | undefined> => {
    if (!URL.canParse(path, baseUrl)) throw new TwilioError(`Twilio sent an invalid page address: ${path}`);
    const url = new URL(path, baseUrl);
    // The address of the next page comes from a response. The credentials are sent to no other origin.
    if (url.origin !== new URL(baseUrl).origin)
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

const refusal = (name: string, status: number): TwilioError =>
  new TwilioError(
    status === 401 || status === 403
      ? `Twilio refuses the credentials of the secret (status ${status}).`
      : `${name} answers with status ${status}.`,
  );

/** Reads `Retry-After`. Returns undefined when it is absent or a date. */
const retryAfterMs = (response: Response): number | undefined => {
  const seconds = response.headers.get('retry-after');
  return seconds !== null && /^\d{1,4}$/.test(seconds)
    ? Math.min(LONGEST_PAUSE_MS, Number(seconds) * 1_000)
    : undefined;
};
