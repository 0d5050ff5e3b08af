import { Readable } from 'node:stream';
import type { Answer } from '../protocol/answer.ts';

/**
 * The answer with half of its body: its announced length is never reached. After that the connection goes down (`cut`)
 * or stays silent until the caller leaves (`stall`).
 */
export const halfAnswer = (answer: Answer, then: 'cut' | 'stall'): Answer => {
  const length = Number(answer.headers?.['Content-Length'] ?? 0);
  return answer.body instanceof Readable
    ? { ...answer, body: Readable.from(firstBytes(answer.body, Math.floor(length / 2), then), { objectMode: false }) }
    : answer;
};

async function* firstBytes(body: Readable, count: number, then: 'cut' | 'stall'): AsyncGenerator<Buffer> {
  let left = count;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    yield chunk.subarray(0, left);
    left -= chunk.length;
    if (left <= 0) break;
  }
  if (then === 'stall') await new Promise<never>(() => undefined);
  throw new Error('cut, as ordered');
}
