import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { MessagePort } from 'node:worker_threads';
import type { ResponsePrelude, StreamPart } from '../../local/functions/messages.ts';
import type { Outcome } from './runtime-api.ts';

/** Between the JSON text of the prelude and the body. */
const DELIMITER = Buffer.alloc(8);
const PRELUDE_TYPE = 'application/vnd.awslambda.http-integration-response';

/**
 * Reads the streamed response that the runtime client sends, and forwards its parts at the speed of the reader. A failure
 * after the first byte arrives in trailers, as the Runtime API requires.
 */
export const forwardStreamedResponse = async (request: IncomingMessage, port: MessagePort): Promise<Outcome> => {
  const send = (part: StreamPart, transfer: ArrayBuffer[] = []): void => port.postMessage(part, transfer);
  const forward = async (chunk: Buffer): Promise<void> => {
    if (chunk.length === 0) return;
    const bytes = new Uint8Array(chunk);
    send({ type: 'chunk', bytes }, [bytes.buffer]);
    // The next chunk is read when the reader has taken this one.
    await once(port, 'message');
  };
  let start: Buffer | undefined = Buffer.alloc(0);
  if (request.headers['content-type'] !== PRELUDE_TYPE) {
    send({ type: 'prelude', prelude: {} });
    start = undefined;
  }
  for await (const chunk of request as AsyncIterable<Buffer>) {
    if (!start) {
      await forward(chunk);
      continue;
    }
    start = Buffer.concat([start, chunk]);
    const end = start.indexOf(DELIMITER);
    if (end < 0) continue;
    send({ type: 'prelude', prelude: JSON.parse(start.toString('utf8', 0, end)) as ResponsePrelude });
    const body = start.subarray(end + DELIMITER.length);
    start = undefined;
    await forward(body);
  }
  const failure = request.trailers['lambda-runtime-function-error-body'];
  if (failure !== undefined) {
    port.close();
    return { failure: JSON.parse(Buffer.from(failure, 'base64').toString('utf8')) };
  }
  send({ type: 'end' });
  port.close();
  return { payload: '' };
};
