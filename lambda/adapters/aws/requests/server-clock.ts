import type { HttpAnswer } from './http-exchange.ts';

/** AWS refuses signatures that are older, or newer, than five minutes. The SDK corrects the clock a little earlier. */
const SKEWED_FROM_MS = 240_000;
/** After such a long exchange, the time of the answer says nothing. */
const LONGEST_EXCHANGE_MS = 900_000;

/**
 * The clock of a service, as its answers show it, by the rules of the SDK. A function whose own clock is wrong learns the
 * right time from the first answer, which refuses its signature.
 */
export class ServerClock {
  #offsetMs = 0;

  now(): Date {
    return new Date(Date.now() + this.#offsetMs);
  }

  /**
   * Learns from the date of an answer.
   * Returns true if the clock was wrong by so much that the service refuses signatures: then the request can be sent again.
   * @param sentAtMs the time of this machine's clock at which the request was signed
   */
  learnFrom({ headers }: Pick<HttpAnswer, 'headers'>, sentAtMs: number): boolean {
    const { date, age } = headers;
    const serverTime = Date.parse(date ?? '');
    const receivedAtMs = Date.now();
    // An answer with an age comes from a cache.
    if (Number.isNaN(serverTime) || age !== undefined || receivedAtMs - sentAtMs > LONGEST_EXCHANGE_MS) return false;
    const before = this.#offsetMs;
    this.#offsetMs = serverTime - receivedAtMs;
    return Math.abs(this.#offsetMs) >= SKEWED_FROM_MS && this.#offsetMs !== before;
  }
}
