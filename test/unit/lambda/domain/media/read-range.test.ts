import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exactBytes } from '../../../../../lambda/domain/media/read-range.ts';
import { inChunks } from '../../../../support/byte-stream.ts';

const bytes = fc.uint8Array({ maxLength: 50 });
const chunkSizes = fc.array(fc.nat(10), { minLength: 1, maxLength: 5 });

/** The bytes that are passed on, and whether they end without an error. */
const pass = async (source: AsyncIterable<Uint8Array>, lengthBytes: number) => {
  const passed: number[] = [];
  try {
    for await (const chunk of exactBytes(source, lengthBytes)) passed.push(...chunk);
    return { passed, complete: true };
  } catch {
    return { passed, complete: false };
  }
};

describe('a body of announced length', () => {
  test('is passed on when it has that length, for any division into chunks', async () => {
    await fc.assert(
      fc.asyncProperty(bytes, chunkSizes, async (body, sizes) => {
        expect(await pass(inChunks(body, sizes), body.length)).toEqual({ passed: [...body], complete: true });
      }),
    );
  });

  test('throws when it has another length, without passing on surplus bytes', async () => {
    await fc.assert(
      fc.asyncProperty(bytes, chunkSizes, fc.nat(60), async (body, sizes, announced) => {
        fc.pre(announced !== body.length);
        const { passed, complete } = await pass(inChunks(body, sizes), announced);
        expect(complete).toBe(false);
        expect(passed.length).toBeLessThanOrEqual(announced);
        expect(passed).toEqual([...body.subarray(0, passed.length)]);
      }),
    );
  });

  test('closes its source when that has more bytes', async () => {
    let closed = false;
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield Buffer.alloc(10);
      } finally {
        closed = true;
      }
    }
    expect((await pass(endless(), 25)).complete).toBe(false);
    expect(closed).toBe(true);
  });
});
