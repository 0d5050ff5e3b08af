import type { ServerResponse } from 'node:http';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** A service's answer to one call. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | number>>;
  readonly body?: string | Buffer | Readable;
  /** Called once the answer was sent or the client has left, with the bytes of the body that were passed on. */
  readonly onSent?: (sentBytes: number) => void;
}

/** Sends an answer. Ignores that the caller closes the connection. */
export const sendAnswer = async (response: ServerResponse, answer: Answer, isHead: boolean): Promise<void> => {
  const { status, headers = {}, body } = answer;
  response.writeHead(status, {
    ...(body !== undefined && !(body instanceof Readable) && !isHead && { 'Content-Length': Buffer.byteLength(body) }),
    ...headers,
  });
  if (!(body instanceof Readable)) {
    response.end(isHead ? undefined : body);
    answer.onSent?.(isHead || body === undefined ? 0 : Buffer.byteLength(body));
    return;
  }
  if (isHead) {
    body.destroy();
    response.end();
    answer.onSent?.(0);
    return;
  }
  let sentBytes = 0;
  const counted = new Transform({
    transform: (chunk: Buffer, _, done) => {
      sentBytes += chunk.length;
      done(null, chunk);
    },
  });
  await pipeline(body, counted, response).catch(() => undefined);
  answer.onSent?.(sentBytes);
};
