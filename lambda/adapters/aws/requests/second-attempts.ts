import { isThrottlingError, isTransientError } from '@smithy/core/retry';
import type { HttpAnswer } from './http-exchange.ts';

/** An attempt that failed. */
interface FailedAttempt {
  readonly error: Error;
  /** The answer with which it failed. Absent: there was none. */
  readonly answer?: HttpAnswer;
  /** Whether the answer corrected our clock, so that the next signature will be accepted. */
  readonly correctedClock?: boolean;
}

/** The tokens of the SDK's standard mode ("Retry behavior" in the AWS SDKs and Tools guide). */
const FULL_QUOTA = 500;
const TOKENS_BACK_FOR_SUCCESS = 1;
const THROTTLED = { tokens: 5, longestDelayMs: 1_000 };
const TRANSIENT = { tokens: 14, longestDelayMs: 50 };
/** How much longer than planned a service may make us wait. */
const LONGEST_EXTENSION_MS = 5_000;

/**
 * Decides about the second attempt of each request of a client, by the rules of the SDK's standard mode: which errors may
 * be repeated (the SDK's own lists), after which delay, and how often in total. The quota limits the load that a client adds
 * to a service that fails. test/contract/aws-second-attempts.test.ts compares this with the SDK.
 */
export class SecondAttempts {
  #quota = FULL_QUOTA;

  /** Makes an attempt, and a second one if the error of the first allows it. Throws the error of the last attempt. */
  async run<T>(attempt: () => Promise<Attempted<T>>, abortSignal?: AbortSignal): Promise<T> {
    const first = await attempt();
    if ('output' in first) {
      this.#giveBack(TOKENS_BACK_FOR_SUCCESS);
      return first.output;
    }
    const price = priceOf(first);
    if (!price || price.tokens > this.#quota) throw first.error;
    this.#quota -= price.tokens;
    await delay(delayMsFor(price.longestDelayMs, first.answer), abortSignal);
    const second = await attempt();
    if (!('output' in second)) throw second.error;
    this.#giveBack(price.tokens);
    return second.output;
  }

  #giveBack(tokens: number): void {
    this.#quota = Math.min(FULL_QUOTA, this.#quota + tokens);
  }
}

/** The outcome of an attempt. */
export type Attempted<T> = { readonly output: T } | FailedAttempt;

/** What a second attempt costs; undefined if the error must not be repeated. */
const priceOf = ({ error, correctedClock }: FailedAttempt) => {
  if (isThrottlingError(error as never)) return THROTTLED;
  return correctedClock || isTransientError(error as never) ? TRANSIENT : undefined;
};

/** A random delay, so that many clients do not return at the same time; longer if the answer demands it. */
const delayMsFor = (longestDelayMs: number, answer: HttpAnswer | undefined): number => {
  const planned = Math.floor(Math.random() * longestDelayMs);
  const demanded = answer && demandedDelayMs(answer);
  return demanded === undefined ? planned : Math.max(planned, Math.min(demanded, planned + LONGEST_EXTENSION_MS));
};

const demandedDelayMs = ({ headers }: HttpAnswer): number | undefined => {
  const { 'retry-after': seconds, 'x-amz-retry-after': milliseconds } = headers;
  const ms = seconds === undefined ? Number(milliseconds) : untilMs(seconds);
  return Number.isNaN(ms) ? undefined : ms;
};

/** Seconds, or a date. */
const untilMs = (retryAfter: string): number =>
  /^\d+(\.\d+)?$/.test(retryAfter) ? Number(retryAfter) * 1_000 : Date.parse(retryAfter) - Date.now();

const delay = (ms: number, abortSignal?: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(Object.assign(new Error('Request aborted'), { name: 'AbortError' }));
    };
    const timer = setTimeout(() => {
      abortSignal?.removeEventListener('abort', abort);
      resolve();
    }, ms);
    if (abortSignal?.aborted) abort();
    else abortSignal?.addEventListener('abort', abort, { once: true });
  });
