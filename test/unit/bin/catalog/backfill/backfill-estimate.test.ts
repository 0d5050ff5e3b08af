import { describe, expect, test } from 'vitest';
import { durationText, secondsLeft, shareCovered } from '../../../../../bin/catalog/backfill/backfill-estimate.ts';

const day = (text: string) => new Date(`2026-${text}T00:00:00Z`);

describe('the share of the period that a backfill has covered', () => {
  test('is the time from the newest to the oldest recording, divided by the whole period', () => {
    const covered = { newest: day('11-11'), oldest: day('11-08') };
    expect(shareCovered(covered, day('11-01'))).toBeCloseTo(0.3);
  });

  test.each([
    ['0 before the first recording', { newest: undefined, oldest: undefined }, 0],
    ['1 when the newest recording is older than the period', { newest: day('10-01'), oldest: day('10-01') }, 1],
    ['1 at most', { newest: day('11-11'), oldest: day('10-01') }, 1],
    ['0 at least', { newest: day('11-11'), oldest: day('11-12') }, 0],
  ])('is %s', (_, covered, expected) => {
    expect(shareCovered(covered, day('11-01'))).toBe(expected);
  });
});

describe('the estimated time left', () => {
  test('is known once something was covered', () => {
    expect(secondsLeft(0.25, 0, 10_000)).toBe(30);
    expect(secondsLeft(0, 0, 10_000)).toBeUndefined();
    expect(secondsLeft(1, 0, 10_000)).toBe(0);
  });

  test('is calculated from what this run alone has covered', () => {
    expect(secondsLeft(0.75, 0.5, 10_000)).toBe(10);
    expect(secondsLeft(0.5, 0.5, 10_000)).toBeUndefined();
  });

  test.each([
    [undefined, '…'],
    [0, '0s'],
    [7.2, '8s'],
    [59.5, '1m 0s'],
    [200, '3m 20s'],
    [7_500, '2h 5m'],
  ])('of %s seconds is shown as %s', (seconds, text) => {
    expect(durationText(seconds)).toBe(text);
  });
});
