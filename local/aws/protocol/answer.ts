import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** A service's answer to one call. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | number>>;
  readonly body?: string | Buffer | Readable;
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
    return;
  }
  if (isHead) {
    body.destroy();
    response.end();
    return;
  }
  await pipeline(body, response).catch(() => undefined);
};
