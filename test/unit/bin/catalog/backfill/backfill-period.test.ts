import { describe, expect, test } from 'vitest';
import { assertPeriod } from '../../../../../bin/catalog/backfill/backfill-period.ts';

describe('the period of a backfill', () => {
  test.each([
    ['2026-01-01', undefined],
    ['2026-01-01', '2026-01-01'],
    ['2024-02-29', '2026-12-31'],
  ])('is accepted from %s until %s', (since, until) => {
    expect(() => assertPeriod(since, until)).not.toThrow();
  });

  test.each([
    ['yesterday', undefined, /--since "yesterday" is not a day\. Example: --since 2026-01-01/],
    ['2026-02-31', undefined, /--since "2026-02-31" is not a day/],
    ['2026-02-29', undefined, /--since "2026-02-29" is not a day/],
    ['2026-1-1', undefined, /is not a day/],
    ['2026-01-01T00:00:00Z', undefined, /is not a day/],
    ['2026-01-01', '2026-13-01', /--until "2026-13-01" is not a day\. Example: --until/],
    [
      '2026-02-01',
      '2026-01-31',
      /--since 2026-02-01 is after --until 2026-01-31\. Example: --since 2026-01-01 --until/,
    ],
  ])('is rejected from %s until %s', (since, until, message) => {
    expect(() => assertPeriod(since, until)).toThrow(message);
  });
});
