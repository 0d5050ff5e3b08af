import { describe, expect, test } from 'vitest';
import { linkTtlSeconds } from '../../../../../../lambda/domain/playback/link/link-lifetime.ts';

const BOUNDS = { minSeconds: 120, maxSeconds: 3_600 };
const MONO_BYTES_PER_SECOND = 16_000;

describe("a link's lifetime", () => {
  test.each<[string, { sizeBytes: number; durationSeconds?: number }, seconds: number]>([
    ['an empty object', { sizeBytes: 0 }, 120],
    ['half a minute by size: the minimum', { sizeBytes: 30 * MONO_BYTES_PER_SECOND }, 120],
    ['forty seconds by size: just the minimum', { sizeBytes: 40 * MONO_BYTES_PER_SECOND }, 120],
    ['a byte more: rounded up to a whole second', { sizeBytes: 40 * MONO_BYTES_PER_SECOND + 1 }, 121],
    ['ten minutes by size: half as long again, and a minute', { sizeBytes: 600 * MONO_BYTES_PER_SECOND }, 960],
    ['ten minutes by duration, whatever the size', { sizeBytes: 1, durationSeconds: 600 }, 960],
    ['a fraction of a second', { sizeBytes: 1, durationSeconds: 100.1 }, 211],
    ['the longest that fits', { sizeBytes: 1, durationSeconds: 2_360 }, 3_600],
    ['a call of hours: the maximum', { sizeBytes: 1, durationSeconds: 4 * 3_600 }, 3_600],
  ])('for %s', (_, recording, seconds) => {
    expect(linkTtlSeconds(recording, BOUNDS)).toBe(seconds);
  });

  test('follows the configured bounds', () => {
    expect(linkTtlSeconds({ sizeBytes: 0 }, { minSeconds: 300, maxSeconds: 900 })).toBe(300);
    expect(linkTtlSeconds({ sizeBytes: 1, durationSeconds: 9_999 }, { minSeconds: 300, maxSeconds: 900 })).toBe(900);
  });
});
