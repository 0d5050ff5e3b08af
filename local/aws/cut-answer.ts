import { Readable } from 'node:stream';
import type { Answer } from './answer.ts';

/** The answer with a body that breaks half-way: its announced length is never reached, and the connection goes down. */
export const cutAnswer = (answer: Answer): Answer => {
  const length = Number(answer.headers?.['Content-Length'] ?? 0);
  return answer.body instanceof Readable
    ? { ...answer, body: Readable.from(firstBytes(answer.body, Math.floor(length / 2)), { objectMode: false }) }
    : answer;
};

async function* firstBytes(body: Readable, count: number): AsyncGenerator<Buffer> {
  let left = count;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    yield chunk.subarray(0, left);
    left -= chunk.length;
    if (left <= 0) break;
  }
  throw new Error('cut, as ordered');
}
