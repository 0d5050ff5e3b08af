import { describe, expect, test } from 'vitest';
import { withRange } from '../../../../../../lambda/domain/media/coverage/covered-bytes.ts';
import { noteSent } from '../../../../../../lambda/domain/media/coverage/note-sent.ts';
import type { LinkLease } from '../../../../../../lambda/domain/media/lease/link-lease.ts';
import { fail } from '../../../../../../lambda/domain/shared/failure.ts';
import { ok } from '../../../../../../lambda/domain/shared/result.ts';
import type { Range } from '../../../../../../lambda/domain/shared/timeline/merged-ranges.ts';
import { memoryCoverages } from '../../../../../fakes/memory-coverages.ts';
import { coveredLink } from '../../../../../support/coverage-table.ts';

const { client, ...link } = coveredLink();
const at = new Date('2026-11-24T02:30:00.000Z');
const lease: LinkLease = {
  ...link,
  object: { key: 'k', etag: '"e"', sizeBytes: 64_044 },
  opening: { client, at, eventId: 'opening', requestId: 'request-0' },
};
const answer = (requestId: string, range: Range) => ({
  ...{ requestId, range, firstAt: at, lastAt: new Date(at.getTime() + 1_000), sizeBytes: 64_044 },
});

describe('what left with an answer', () => {
  test('is added to what left before, and each byte counts once', async () => {
    const coverages = memoryCoverages();
    await noteSent(coverages, lease, answer('a', [0, 30_000]));
    await noteSent(coverages, lease, answer('b', [20_000, 40_000]));
    await noteSent(coverages, lease, answer('c', [60_000, 64_044]));
    expect(await coverages.find(lease.linkHash)).toMatchObject({
      value: {
        version: 3,
        bytes: 54_044,
        ranges: [
          [0, 40_000],
          [60_000, 64_044],
        ],
        joinedGapBytes: 0,
      },
    });
  });

  test('is not lost when many instances add to the same link', async () => {
    const coverages = memoryCoverages();
    const ends = await Promise.all(
      Array.from({ length: 8 }, (_, part) =>
        noteSent(coverages, lease, answer(`request-${part}`, [part * 8_000, part * 8_000 + 8_000])),
      ),
    );
    expect(ends).toEqual(ends.map(() => ok(undefined)));
    expect(await coverages.find(lease.linkHash)).toMatchObject({ value: { version: 8, ranges: [[0, 64_000]] } });
  });

  test('counts once when the answer of the table was lost', async () => {
    const coverages = memoryCoverages();
    let isLost = true;
    const losing = {
      ...coverages,
      store: async (...stored: Parameters<typeof coverages.store>) => {
        const result = await coverages.store(...stored);
        if (!isLost) return result;
        isLost = false;
        return ok('outdated' as const);
      },
    };
    expect(await noteSent(losing, lease, answer('a', [0, 100]))).toEqual(ok(undefined));
    expect(await coverages.find(lease.linkHash)).toMatchObject({ value: { version: 1, bytes: 100 } });
  });

  test('stores nothing for an answer without bytes', async () => {
    const coverages = memoryCoverages();
    expect(await noteSent(coverages, lease, answer('a', [500, 500]))).toEqual(ok(undefined));
    expect(coverages.stored.size).toBe(0);
  });

  test('keeps the header that one answer had', async () => {
    const coverages = memoryCoverages();
    const timeline = { offsetBytes: 44, bytesPerSecond: 16_000, seconds: 4 };
    await noteSent(coverages, lease, { ...answer('a', [0, 100]), timeline });
    await noteSent(coverages, lease, answer('b', [100, 200]));
    expect(await coverages.find(lease.linkHash)).toMatchObject({ value: { timeline } });
  });

  test('fails when the coverage is on its way to the audit trail, cannot be read, or never fits', async () => {
    const coverages = memoryCoverages();
    await noteSent(coverages, lease, answer('a', [0, 100]));
    await coverages.close(lease.linkHash, at);
    expect(await noteSent(coverages, lease, answer('b', [100, 200]))).toMatchObject(
      fail('internal_error', 'coverage_closed'),
    );
    const broken = { ...coverages, find: async () => fail('unavailable', 'coverage_throttled') };
    expect(await noteSent(broken, lease, answer('b', [100, 200]))).toEqual(fail('unavailable', 'coverage_throttled'));
    const contended = { ...memoryCoverages(), store: async () => ok('outdated' as const) };
    expect(await noteSent(contended, lease, answer('b', [100, 200]))).toEqual(
      fail('unavailable', 'coverage_contended'),
    );
  });
});

describe('the stored ranges of a link', () => {
  test('are at most 64: the smallest gaps are joined, and their bytes are counted', () => {
    let covered = { ranges: [] as readonly Range[], joinedGapBytes: 0 };
    for (let part = 0; part < 64; part++) covered = withRange(covered, [part * 1_000, part * 1_000 + 500]);
    expect(covered.joinedGapBytes).toBe(0);
    covered = withRange(covered, [63_510, 63_600]);
    expect([covered.ranges.length, covered.joinedGapBytes, covered.ranges.at(-1)]).toEqual([64, 10, [63_000, 63_600]]);
    for (let part = 0; part < 500; part++) covered = withRange(covered, [100_000 + part * 3, 100_001 + part * 3]);
    expect(covered.ranges).toHaveLength(64);
    const total = covered.ranges.reduce((sum, [from, to]) => sum + to - from, 0);
    // All bytes that left are in the ranges, and the others are the joined gaps.
    expect(total - covered.joinedGapBytes).toBe(64 * 500 + 90 + 500);
  });
});
