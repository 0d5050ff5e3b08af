import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { gunzipLines, gzipLines } from '../../lambda/adapters/gzipped-lines.ts';
import { StreamFailure } from '../../lambda/domain/digest-chain/stream-failure.ts';
import { all } from '../support/audit-events.ts';

async function* streamOf(lines: readonly string[]) {
  yield* lines;
}

const read = (bytes: Buffer) => all(gunzipLines(Readable.from([bytes]), 'events/x'));

describe('gzipped lines', () => {
  it.each([
    ['none', []],
    ['one', ['{"a":1}']],
    ['more than a piece', Array.from({ length: 5_000 }, (_, index) => `${index} ${'é日🎧'.repeat(10)}`)],
  ])('come back as they were: %s', async (_, lines) => {
    expect(await read(await gzipLines(streamOf(lines)))).toEqual(lines);
  });

  it('come back whole from bytes that arrive one by one', async () => {
    const bytes = await gzipLines(streamOf(['日本語', '🎧']));
    const single = Readable.from([...bytes].map(byte => Buffer.from([byte])));
    expect(await all(gunzipLines(single, 'events/x'))).toEqual(['日本語', '🎧']);
  });

  it('hand on what their source throws', async () => {
    const failing = async function* () {
      yield 'a';
      throw new StreamFailure({ code: 'unavailable', reason: 'audit_throttled' });
    };
    await expect(gzipLines(failing())).rejects.toMatchObject({ failure: { reason: 'audit_throttled' } });
  });

  it.each([
    ['text that is not compressed', Buffer.from('{"a":1}\n')],
    ['nothing at all', Buffer.alloc(0)],
    ['half a file', gzipSync('a\nb\n').subarray(0, 12)],
    ['a file with bytes behind it', Buffer.concat([gzipSync('a\n'), Buffer.from('rest')])],
    ['bytes that are no text', gzipSync(Buffer.from([0xff, 0xfe, 0x0a]))],
    ['a last line without its end', gzipSync('a\nb')],
  ])('are unreadable, by name, when the object is %s', async (_, bytes) => {
    await expect(read(bytes)).rejects.toMatchObject({
      failure: { reason: 'events_file_unreadable', cause: { message: expect.stringContaining('events/x') } },
    });
  });

  it('say that the connection failed when it did, not that the file is unreadable', async () => {
    const broken = new Readable({ read() {} });
    broken.push(gzipSync('a\n').subarray(0, 5));
    setImmediate(() => broken.destroy(Object.assign(new Error('reset'), { code: 'ECONNRESET' })));
    await expect(all(gunzipLines(broken, 'events/x'))).rejects.toMatchObject({
      failure: { code: 'unavailable', reason: 'archive_unreachable' },
    });
  });
});
