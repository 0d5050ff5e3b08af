import { PassThrough, type Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { LinkEnded } from '../../../../lambda/domain/media/read-range.ts';
import type { MediaResponse } from '../../../../lambda/media/handler.ts';
import { streamingHandler } from '../../../../lambda/media/streaming-runtime.ts';
import { collect } from '../../../support/byte-stream.ts';

/** Behaves like Lambda's runtime: the prelude is sent with the first write. */
const run = (respond: () => Promise<MediaResponse>) => {
  const stream = new PassThrough();
  const preludes: unknown[] = [];
  const handler = streamingHandler<undefined>(
    {
      streamifyResponse: wrapped => wrapped,
      HttpResponseStream: {
        from: (target: Writable, prelude: unknown) => {
          const write = target.write.bind(target) as (...args: unknown[]) => boolean;
          target.write = ((...args: unknown[]) => {
            if (preludes.length === 0) preludes.push(prelude);
            return write(...args);
          }) as typeof target.write;
          return target;
        },
      },
    },
    respond,
  ) as (event: undefined, target: Writable) => Promise<void>;
  return { done: handler(undefined, stream), stream, preludes };
};

const answer = (body: AsyncIterable<Uint8Array>): MediaResponse => ({
  statusCode: 206,
  headers: { ETag: '"e"' },
  body,
});
async function* chunks(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

describe('the streaming handler', () => {
  test('sends status and headers first, then the body', async () => {
    const { done, stream, preludes } = run(async () => answer(chunks('RI', 'FF')));
    expect((await collect(stream)).toString()).toBe('RIFF');
    await done;
    expect(preludes).toEqual([{ statusCode: 206, headers: { ETag: '"e"' } }]);
  });

  test('sends status and headers of a response without a body', async () => {
    const { done, stream, preludes } = run(async () => answer(chunks()));
    expect(await collect(stream)).toHaveLength(0);
    await done;
    expect(preludes).toHaveLength(1);
  });

  test.each([
    ['the body breaks off', new Error('reset')],
    ['the link has ended', new LinkEnded()],
  ])('fails without ending or destroying the stream when %s', async (_, problem) => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('RI');
      throw problem;
    }
    const { done, stream } = run(async () => answer(broken()));
    stream.resume();
    await expect(done).rejects.toBe(problem);
    expect([stream.destroyed, stream.writableEnded]).toEqual([false, false]);
  });

  test('does what is left only when the answer has ended, and the listener does not wait for it', async () => {
    const order: string[] = [];
    let finish = (): void => undefined;
    const { done, stream } = run(async () => ({
      ...answer(chunks('RI', 'FF')),
      afterwards: () => {
        order.push('afterwards');
        return new Promise(resolve => {
          finish = resolve;
        });
      },
    }));
    const ended = done.then(() => order.push('done'));
    expect((await collect(stream)).toString()).toBe('RIFF');
    order.push('answer ended');
    finish();
    await ended;
    expect(order).toContain('answer ended');
    expect(order.at(-1)).toBe('done');
    expect(order.filter(step => step === 'afterwards')).toHaveLength(1);
  });

  test('does what is left also when the body breaks off, and fails with the reason', async () => {
    let count = 0;
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('RI');
      throw new LinkEnded();
    }
    const { done, stream } = run(async () => ({
      ...answer(broken()),
      afterwards: async () => {
        count += 1;
      },
    }));
    stream.resume();
    await expect(done).rejects.toBeInstanceOf(LinkEnded);
    expect(count).toBe(1);
  });

  test('reads the body no faster than the client', async () => {
    let given = 0;
    async function* counted(): AsyncGenerator<Uint8Array> {
      for (; given < 1000; given++) yield Buffer.alloc(64 * 1024);
    }
    const { done, stream } = run(async () => answer(counted()));
    await new Promise(setImmediate);
    for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
    expect(given).toBeLessThan(20);
    stream.resume();
    await done;
    expect(given).toBe(1000);
  });
});
