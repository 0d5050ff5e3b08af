import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { readDigestText } from '../../../../../lambda/adapters/s3/digest-text.ts';

const PIECE_BYTES = 4 * 1024;

test('a digest object is read byte by byte, for any division into chunks', async () => {
  const bytes = Buffer.from('\ufeff{"writer":"日本"}\n');
  const single = Readable.from([...bytes].map(byte => Buffer.from([byte])));
  expect(await readDigestText(single)).toBe('\ufeff{"writer":"日本"}\n');
  expect(await readDigestText(Readable.from([]))).toBe('');
});

test('an object that is longer than any digest is read only at its beginning', async () => {
  let given = 0;
  const endless = Readable.from(
    (function* () {
      for (;;) {
        given += PIECE_BYTES;
        yield Buffer.alloc(PIECE_BYTES, '{');
      }
    })(),
    { highWaterMark: 1 },
  );
  expect((await readDigestText(endless)).length).toBeLessThan(32 * 1024);
  expect(given).toBeLessThan(64 * 1024);
  expect(endless.destroyed).toBe(true);
});
