import type { ClientRequest, IncomingMessage } from 'node:http';
import { type Failure, fail } from '../../domain/shared/failure.ts';
import { ok, type Result } from '../../domain/shared/result.ts';

/** Twilio answers within a fraction of this; beyond it the listener is better told to try again. */
export const IAM_TIMEOUT_MS = 3_000;
/** A real answer has under 1 kB. */
const MAX_BODY_CHARS = 64 * 1024;
const STALE_CONNECTION_CODES = new Set(['ECONNRESET', 'EPIPE']);

/** What came back, read to its end. */
export interface IamAnswer {
  readonly status: number;
  readonly body: string;
}

/**
 * Sees one exchange through: answer read within `timeoutMs` of the call (name lookup, connection, headers and body
 * together) and under the size cap, or a failure. Either way it settles once, and no socket outlives a failure.
 * Fails with `unavailable`: `iam_timeout`, `iam_unreachable`, `iam_answer_too_large`.
 * @param send starts the request and ends its body; called again when a kept-alive connection turns out to be dead
 */
export const iamExchange = (send: () => ClientRequest, timeoutMs: number): Promise<Result<IamAnswer, Failure>> =>
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
        // The function was frozen meanwhile, or Twilio closed the connection as we wrote: nobody has answered yet.
        if (!settled && request.reusedSocket && STALE_CONNECTION_CODES.has(codeOf(error))) attempt();
        else broken(error);
      });
    };
    attempt();
    const deadline = setTimeout(() => giveUp('iam_timeout'), timeoutMs);
  });

const codeOf = (error: Error): string => (error as NodeJS.ErrnoException).code ?? '';

/** Node's HTTP parser attaches the bytes that it choked on; they stay out of the log. */
const withoutBytes = (error: Error & { rawPacket?: unknown }): Error => {
  delete error.rawPacket;
  return error;
};
