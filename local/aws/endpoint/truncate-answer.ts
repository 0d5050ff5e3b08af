import { Readable } from 'node:stream';
import type { Answer } from '../protocol/answer.ts';

/**
 * Returns the answer with half of its body, but the original length in its header. Then the body fails (`cut`), or sends
 * nothing more (`stall`).
 */
export const truncateAnswer = (answer: Answer, then: 'cut' | 'stall'): Answer => {
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
  throw new Error('the fault "cut" ends this body');
}
