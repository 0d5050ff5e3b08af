import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, test, vi } from 'vitest';
import { gunzipLines, gzipLines } from '../../../../../lambda/adapters/s3/gzipped-lines.ts';
import { StreamFailure } from '../../../../../lambda/domain/audit/chain/stream-failure.ts';
import { all } from '../../../../support/audit-events.ts';

const MIB = 1024 * 1024;
const PIECE_BYTES = 64 * 1024;

async function* streamOf(lines: readonly string[]) {
  yield* lines;
}

const read = (bytes: Buffer) => all(gunzipLines(Readable.from([bytes]), 'events/x'));

describe('gzipped lines', () => {
  test.each([
    ['none', []],
    ['one', ['{"a":1}']],
    ['more than a piece', Array.from({ length: 5_000 }, (_, index) => `${index} ${'é日🎧'.repeat(10)}`)],
  ])('are read as they were written: %s', async (_, lines) => {
    expect(await read(await gzipLines(streamOf(lines)))).toEqual(lines);
  });

  test('keep every character, also a byte order mark', async () => {
    expect(await read(gzipSync('\ufeff{"a":1}\n'))).toEqual(['\ufeff{"a":1}']);
  });

  test('are read completely from bytes that arrive one by one', async () => {
    const bytes = await gzipLines(streamOf(['日本語', '🎧']));
    const single = Readable.from([...bytes].map(byte => Buffer.from([byte])));
    expect(await all(gunzipLines(single, 'events/x'))).toEqual(['日本語', '🎧']);
  });

  test('pass on an error of their source', async () => {
    const failing = async function* () {
      yield 'a';
      throw new StreamFailure({ code: 'unavailable', reason: 'audit_throttled' });
    };
    await expect(gzipLines(failing())).rejects.toMatchObject({ failure: { reason: 'audit_throttled' } });
  });

  test.each([
    ['text that is not compressed', Buffer.from('{"a":1}\n')],
    ['nothing at all', Buffer.alloc(0)],
    ['half a file', gzipSync('a\nb\n').subarray(0, 12)],
    ['a file with bytes behind it', Buffer.concat([gzipSync('a\n'), Buffer.from('rest')])],
    ['bytes that are no text', gzipSync(Buffer.from([0xff, 0xfe, 0x0a]))],
    ['a last line without its end', gzipSync('a\nb')],
    ['a character without its end', gzipSync(Buffer.from([0x0a, 0xc3]))],
  ])('are reported as unreadable when the object is %s', async (_, bytes) => {
    await expect(read(bytes)).rejects.toMatchObject({
      failure: { reason: 'events_file_unreadable', cause: { message: expect.stringContaining('events/x') } },
    });
  });

  test('are reported as unreadable, and not read further, when a line is longer than any event', async () => {
    // Not compressed, so that the number of read bytes is that of the line.
    const endless = gzipSync(Buffer.alloc(16 * MIB, 'a'), { level: 0 });
    let given = 0;
    const source = Readable.from(
      (function* () {
        for (let start = 0; start < endless.length; start += PIECE_BYTES) {
          given += PIECE_BYTES;
          yield endless.subarray(start, start + PIECE_BYTES);
        }
      })(),
      { highWaterMark: 1 },
    );
    await expect(all(gunzipLines(source, 'events/x'))).rejects.toMatchObject({
      failure: { reason: 'events_file_unreadable', cause: { cause: { message: expect.stringContaining('longer') } } },
    });
    expect(given).toBeLessThan(6 * MIB);
  });

  test('may be as long as the JSON of the largest DynamoDB item', async () => {
    const line = JSON.stringify({ user_agent: '\u0001'.repeat(400 * 1024) });
    expect(line.length).toBeGreaterThan(2 * MIB);
    expect(await read(await gzipLines(streamOf([line, 'next'])))).toEqual([line, 'next']);
  });

  test('are searched for in each character once, however long a line is', async () => {
    const bytes = gzipSync(`${'a'.repeat(2 * MIB)}\n`);
    const searches = [vi.spyOn(String.prototype, 'split'), vi.spyOn(String.prototype, 'indexOf')];
    await read(bytes);
    const searched = searches
      .flatMap(({ mock }) => mock.contexts.map(text => String(text).length))
      .reduce((sum, length) => sum + length, 0);
    vi.restoreAllMocks();
    expect(searched).toBeLessThan(3 * MIB);
  });

  test('are not reported as unreadable when the connection failed', async () => {
    const broken = new Readable({ read() {} });
    broken.push(gzipSync('a\n').subarray(0, 5));
    setImmediate(() => broken.destroy(Object.assign(new Error('reset'), { code: 'ECONNRESET' })));
    await expect(all(gunzipLines(broken, 'events/x'))).rejects.toMatchObject({
      failure: { code: 'unavailable', reason: 'archive_unreachable' },
    });
  });
});
