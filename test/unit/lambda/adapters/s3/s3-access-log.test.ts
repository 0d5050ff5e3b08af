import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { accessLogLines, openAccessLog } from '../../../../../lambda/adapters/s3/access-log/s3-access-log.ts';
import { StreamFailure } from '../../../../../lambda/domain/audit/chain/stream-failure.ts';
import { all } from '../../../../support/audit-events.ts';

const TEXT = Buffer.from('first ü\nsecond\n\nlast, cut o');
const LINES = ['first ü', 'second', '', 'last, cut o'];
const pieces = async function* (bytes: Uint8Array, size = 1) {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
};
const failureOf = (lines: AsyncIterable<string>) =>
  all(lines).then(
    () => undefined,
    error => (error instanceof StreamFailure ? error.failure : error),
  );

describe('the lines of a log object', () => {
  test.each([
    ['plain', TEXT],
    ['gzipped', gzipSync(TEXT)],
  ])('are read from %s bytes in pieces of any size, with the last one, which has no end', async (_, bytes) => {
    for (const size of [1, 2, 3, 1_000]) expect(await all(accessLogLines(pieces(bytes, size)))).toEqual(LINES);
  });

  test('are none in an empty object, and one in an object of one byte', async () => {
    expect(await all(accessLogLines(pieces(Buffer.alloc(0))))).toEqual([]);
    expect(await all(accessLogLines(pieces(Buffer.from('x'))))).toEqual(['x']);
  });

  test('are cut when they are endless, and go on behind that', async () => {
    const [long, next] = await all(accessLogLines(pieces(Buffer.from(`${'x'.repeat(300_000)}\nnext`), 50_000)));
    expect([long?.length, next]).toEqual([65_536, 'next']);
  });

  test('replace bytes that are not UTF-8', async () => {
    expect(await all(accessLogLines(pieces(Buffer.from([0x61, 0xff, 0x0a, 0x62]))))).toEqual(['a\ufffd', 'b']);
  });

  test('fail as unreadable when gzip is damaged or cut off', async () => {
    const gzipped = gzipSync(Buffer.from('line\n'.repeat(10_000)));
    const damaged = Buffer.from(gzipped).fill(0xff, 20, 40);
    for (const bytes of [damaged, gzipped.subarray(0, -20), Buffer.from([0x1f, 0x8b])]) {
      expect(await failureOf(accessLogLines(pieces(bytes, 100)))).toMatchObject({
        code: 'internal_error',
        reason: 'access_log_unreadable',
      });
    }
  });

  test.each([
    ['plain', TEXT],
    ['gzipped', gzipSync(TEXT)],
  ])('fail as unavailable when reading %s bytes is interrupted', async (_, bytes) => {
    const broken = async function* () {
      yield bytes.subarray(0, 15);
      throw Object.assign(new Error('reset'), { code: 'ECONNRESET' });
    };
    expect(await failureOf(accessLogLines(broken()))).toMatchObject({
      code: 'unavailable',
      reason: 'access_log_unreachable',
    });
  });

  test('close the object when the reader stops early', async () => {
    const body = Readable.from(pieces(gzipSync(Buffer.from('line\n'.repeat(100_000))), 50));
    const opened = await openAccessLog(
      { client: { getObject: async () => ({ Body: body }) }, bucket: 'logs', stallLimitMs: 1_000 },
      'key',
    );
    if (!opened.ok) throw new Error('not opened');
    for await (const line of opened.value) {
      expect(line).toBe('line');
      break;
    }
    expect(body.destroyed).toBe(true);
  });

  test('are not opened without the permission', async () => {
    const getObject = async () => {
      throw Object.assign(new Error('Access Denied'), { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } });
    };
    expect(await openAccessLog({ client: { getObject }, bucket: 'logs', stallLimitMs: 1_000 }, 'key')).toMatchObject({
      ok: false,
      error: { code: 'internal_error', reason: 'access_log_access_denied' },
    });
  });
});
