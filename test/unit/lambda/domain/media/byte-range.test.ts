import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_PART_BYTES, selectRange } from '../../../../../lambda/domain/media/byte-range.ts';

const ETAG = '"5d41402abc4b2a76b9719d911017c592"';
const select = (range: string | undefined, sizeBytes: number, ifRange?: string) =>
  selectRange({ range, ifRange }, { sizeBytes, etag: ETAG });
const part = (start: number, end: number) => ({ kind: 'part', start, end });
const WHOLE = { kind: 'whole' };
const UNSATISFIABLE = { kind: 'unsatisfiable' };

describe('selectRange', () => {
  test.each([
    ['no Range header', undefined, 100, WHOLE],
    ['first and last byte', 'bytes=0-0', 100, part(0, 0)],
    ['a span', 'bytes=10-19', 100, part(10, 19)],
    ['open end', 'bytes=10-', 100, part(10, 99)],
    ['end beyond the size', 'bytes=90-1000', 100, part(90, 99)],
    ['end beyond what a number holds', `bytes=90-${'9'.repeat(400)}`, 100, part(90, 99)],
    ['suffix', 'bytes=-5', 100, part(95, 99)],
    ['suffix longer than the recording', 'bytes=-500', 100, part(0, 99)],
    ['unit in capitals', 'BYTES=1-2', 100, part(1, 2)],
    ['blanks around the range', 'bytes= 1-2\t', 100, part(1, 2)],
    ['the last byte alone', 'bytes=99-99', 100, part(99, 99)],
    ['start at the size', 'bytes=100-', 100, UNSATISFIABLE],
    ['start beyond the size', 'bytes=1000-2000', 100, UNSATISFIABLE],
    ['start beyond what a number holds', `bytes=${'9'.repeat(400)}-`, 100, UNSATISFIABLE],
    ['suffix of nothing', 'bytes=-0', 100, UNSATISFIABLE],
    ['any start in an empty recording', 'bytes=0-', 0, UNSATISFIABLE],
    ['suffix of an empty recording', 'bytes=-5', 0, WHOLE],
    ['end before start', 'bytes=5-4', 100, WHOLE],
    ['several ranges', 'bytes=0-1,5-6', 100, WHOLE],
    ['another unit', 'seconds=0-1', 100, WHOLE],
    ['no unit', '0-1', 100, WHOLE],
    ['neither end', 'bytes=-', 100, WHOLE],
    ['empty', '', 100, WHOLE],
    ['negative', 'bytes=-1-5', 100, WHOLE],
    ['hexadecimal', 'bytes=0x1-0x2', 100, WHOLE],
    ['fraction', 'bytes=0.5-2', 100, WHOLE],
    ['digits of another script', 'bytes=٠-١', 100, WHOLE],
    ['a line feed', 'bytes=0-1\n', 100, WHOLE],
  ])('handles %s', (_, range, size, expected) => {
    expect(select(range, size)).toEqual(expected);
  });

  test.each([
    ['the current tag', ETAG, part(0, 1)],
    ['another tag', '"other"', WHOLE],
    ['a weak tag', `W/${ETAG}`, WHOLE],
    ['a date', 'Tue, 24 Nov 2026 03:00:00 GMT', WHOLE],
    ['an empty value', '', WHOLE],
  ])('applies If-Range with %s', (_, ifRange, expected) => {
    expect(select('bytes=0-1', 100, ifRange)).toEqual(expected);
  });

  test('selects at most 4 MiB, from the requested start', () => {
    const size = 115_000_000;
    expect(select('bytes=0-', size)).toEqual(part(0, 4_194_303));
    expect(select('bytes=7-', size)).toEqual(part(7, 4_194_310));
    expect(select(`bytes=-${size}`, size)).toEqual(part(0, 4_194_303));
  });

  test('selects a part within the recording for any header', () => {
    const header = fc.oneof(
      fc.tuple(fc.nat(), fc.nat()).map(([first, last]) => `bytes=${first}-${last}`),
      fc.nat().map(first => `bytes=${first}-`),
      fc.nat().map(count => `bytes=-${count}`),
      fc.string(),
    );
    fc.assert(
      fc.property(header, fc.nat(10_000_000), (range, size) => {
        const selection = select(range, size);
        if (selection.kind !== 'part') return;
        expect(selection.start).toBeGreaterThanOrEqual(0);
        expect(selection.end).toBeGreaterThanOrEqual(selection.start);
        expect(selection.end).toBeLessThan(size);
        expect(selection.end - selection.start).toBeLessThan(MAX_PART_BYTES);
      }),
      { numRuns: 2_000 },
    );
  });
});
