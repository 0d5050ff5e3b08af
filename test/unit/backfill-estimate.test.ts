import { describe, expect, it } from 'vitest';
import { durationText, estimate, shareCovered } from '../../bin/catalog/backfill/backfill-estimate.ts';

const day = (text: string) => new Date(`2026-${text}T00:00:00Z`);

describe('how far a backfill is', () => {
  it('is the time from the newest recording down to where it ends', () => {
    const sight = { newest: day('11-11'), oldest: day('11-08') };
    expect(shareCovered(sight, day('11-01'))).toBeCloseTo(0.3);
  });

  it.each([
    ['nothing before a recording is seen', { newest: undefined, oldest: undefined }, 0],
    ['all when the newest is older than the end', { newest: day('10-01'), oldest: day('10-01') }, 1],
    ['never more than all', { newest: day('11-11'), oldest: day('10-01') }, 1],
    ['never less than nothing', { newest: day('11-11'), oldest: day('11-12') }, 0],
  ])('is %s', (_, sight, expected) => {
    expect(shareCovered(sight, day('11-01'))).toBe(expected);
  });

  it('says how long it takes once it has covered something', () => {
    expect(estimate(0.25, 0, 10_000)).toEqual({ share: 0.25, secondsLeft: 30 });
    expect(estimate(0, 0, 10_000)).toEqual({ share: 0, secondsLeft: undefined });
    expect(estimate(1, 0, 10_000)).toEqual({ share: 1, secondsLeft: 0 });
  });

  it('counts what this run has covered alone', () => {
    expect(estimate(0.75, 0.5, 10_000).secondsLeft).toBe(10);
    expect(estimate(0.5, 0.5, 10_000).secondsLeft).toBeUndefined();
  });

  it.each([
    [undefined, '…'],
    [0, '0s'],
    [7.2, '8s'],
    [59.5, '1m 0s'],
    [200, '3m 20s'],
    [7_500, '2h 5m'],
  ])('is told of %s seconds as %s', (seconds, text) => {
    expect(durationText(seconds)).toBe(text);
  });
});
