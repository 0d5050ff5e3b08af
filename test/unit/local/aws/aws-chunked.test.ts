import { once } from 'node:events';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { AwsChunkedDecoder } from '../../../../local/aws/protocol/aws-chunked.ts';

/** Decodes a body that arrives in these chunks. */
const decode = async (...pieces: string[]) => {
  const decoder = new AwsChunkedDecoder();
  Readable.from(pieces.map(piece => Buffer.from(piece))).pipe(decoder);
  let text = '';
  decoder.on('data', chunk => {
    text += chunk;
  });
  await once(decoder, 'end');
  return { text, trailers: Object.fromEntries(decoder.trailers) };
};

const ENCODED = '5\r\nhello\r\n3;chunk-extension=x\r\n\r\n!\r\n0\r\nX-Amz-Checksum-Crc32:abc=\r\nother: 1\r\n\r\n';
const DECODED = { text: 'hello\r\n!', trailers: { 'x-amz-checksum-crc32': 'abc=', other: '1' } };

describe('the aws-chunked encoding', () => {
  test('is decoded for any division into packets', async () => {
    for (let cut = 1; cut < ENCODED.length; cut += 1) {
      expect(await decode(ENCODED.slice(0, cut), ENCODED.slice(cut))).toEqual(DECODED);
    }
    expect(await decode(...ENCODED)).toEqual(DECODED);
  });

  test('may have no content', async () => {
    expect(await decode('0\r\n\r\n')).toEqual({ text: '', trailers: {} });
  });

  test.each([
    ['no end', '5\r\nhello\r\n'],
    ['an end without its empty line', '5\r\nhello\r\n0\r\n'],
    ['a chunk cut short', '5\r\nhel'],
    ['a chunk longer than it says', '4\r\nhello\r\n0\r\n\r\n'],
    ['a size that is no number', 'x\r\nhello\r\n0\r\n\r\n'],
    ['a negative size', '-5\r\nhello\r\n0\r\n\r\n'],
    ['no encoding', 'hello'],
    ['nothing at all', ''],
  ])('is refused with %s', async (_, encoded) => {
    await expect(decode(encoded)).rejects.toMatchObject({ name: 'PayloadError', code: 'incomplete_body' });
  });
});
