import type { ClientRequest, IncomingMessage } from 'node:http';
import { type Failure, fail } from '../../domain/shared/failure.ts';
import { ok, type Result } from '../../domain/shared/result.ts';

/** Twilio normally answers in a fraction of this time. After it, the listener gets an error and can try again. */
export const IAM_TIMEOUT_MS = 3_000;
/** A real answer has under 1 kB. */
const MAX_BODY_CHARS = 64 * 1024;
const STALE_CONNECTION_CODES = new Set(['ECONNRESET', 'EPIPE']);

/** A complete answer. */
export interface IamAnswer {
  readonly status: number;
  readonly body: string;
}

/**
 * Makes one exchange. Returns the answer if it was read within `timeoutMs` (name lookup, connection, headers and body
 * together) and is not too large; otherwise a failure. No socket stays open after a failure.
 * Fails with `unavailable`: `iam_timeout`, `iam_unreachable`, `iam_answer_too_large`.
 * @param send starts the request and ends its body; it is called again when a kept-alive connection was closed
 */
export const exchangeWithIam = (send: () => ClientRequest, timeoutMs: number): Promise<Result<IamAnswer, Failure>> =>
  new Promise(resolve => {
    let request: ClientRequest;
    let settled = false;
    const settle = (outcome: Result<IamAnswer, Failure>) => {
      settled = true;
      clearTimeout(deadline);
      resolve(outcome);
    };
    const giveUp = (reason: string) => {
      settle(fail('unavailable', reason));
      request.destroy();
    };
    const broken = (error: Error) => settle(fail('unavailable', 'iam_unreachable', withoutBytes(error)));

    const read = (response: IncomingMessage) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        body += text;
        if (body.length > MAX_BODY_CHARS) giveUp('iam_answer_too_large');
      });
      response.on('end', () => settle(ok({ status: response.statusCode ?? 0, body })));
      response.on('error', broken);
    };
    const attempt = () => {
      request = send();
      request.on('response', read);
      request.on('error', error => {
        // The function was frozen, or Twilio closed the connection while we wrote. There was no answer yet.
        if (!settled && request.reusedSocket && STALE_CONNECTION_CODES.has(codeOf(error))) attempt();
        else broken(error);
      });
    };
    attempt();
    const deadline = setTimeout(() => giveUp('iam_timeout'), timeoutMs);
  });

const codeOf = (error: Error): string => (error as NodeJS.ErrnoException).code ?? '';

/** Removes the invalid bytes that Node's HTTP parser attaches to its error, so that they are not logged. */
const withoutBytes = (error: Error & { rawPacket?: unknown }): Error => {
  delete error.rawPacket;
  return error;
};
