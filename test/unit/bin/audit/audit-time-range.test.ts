import { describe, expect, test } from 'vitest';
import { timeRange, timesOf, withDefaultSince } from '../../../../bin/audit/queries/time-range.ts';

const NOW = new Date('2026-11-24T12:00:00.000Z');

describe('a range on the command line', () => {
  const day = { from: '2026-11-24T00:00:00.000Z', to: '2026-11-25T00:00:00.000Z' };

  test('is limited to the allowed range', () => {
    expect(timeRange({}, NOW, day)).toEqual(day);
    expect(timeRange({ since: '2h', until: '2026-11-24T11:00Z' }, NOW, day)).toEqual({
      from: '2026-11-24T10:00:00.000Z',
      to: '2026-11-24T11:00:00.000Z',
    });
    expect(timeRange({ since: '7d', until: '2030-01-01' }, NOW, day)).toEqual(day);
  });

  test.each([{ since: '2026-11-26' }, { until: '2026-11-20' }, { since: '2027-01-01', until: '2027-01-02' }])(
    'is empty when it lies outside the allowed range: %j',
    options => {
      const { from, to } = timeRange(options, NOW, day);
      expect(from).toBe(to);
    },
  );

  test('is limited to years of four digits, in which event keys sort by time', () => {
    const lastDay = { from: '9999-12-31T00:00:00.000Z', to: '+010000-01-01T00:00:00.000Z' };
    expect(timeRange({}, NOW, lastDay)).toEqual({ ...lastDay, to: '9999-12-31T23:59:59.999Z' });
    const widest = { since: '0000-01-01T00:00+01:00', until: '9999-12-31T23:59-01:00' };
    expect(timeRange(widest, NOW)).toEqual(timeRange({}, NOW));
  });

  test('is rejected when it ends before it begins', () => {
    expect(() => timeRange({ since: '1d', until: '7d' }, NOW)).toThrow(/must be before/);
  });
});

describe('a range with a default beginning', () => {
  const range = (options: { since?: string; until?: string }) => {
    const { since, until } = timesOf(withDefaultSince(options, '7d', NOW), NOW);
    return [since?.toISOString(), until?.toISOString()];
  };

  test('begins the default duration before now', () => {
    expect(range({})).toEqual(['2026-11-17T12:00:00.000Z', undefined]);
  });

  test('begins the default duration before --until, when that is in the past', () => {
    expect(range({ until: '2026-11-01' })).toEqual(['2026-10-25T00:00:00.000Z', '2026-11-01T00:00:00.000Z']);
  });

  test('begins the default duration before now, when --until is in the future', () => {
    expect(range({ until: '2030-01-01' })).toEqual(['2026-11-17T12:00:00.000Z', '2030-01-01T00:00:00.000Z']);
  });

  test('begins at --since when that is given', () => {
    expect(range({ since: '2026-11-20' })).toEqual(['2026-11-20T00:00:00.000Z', undefined]);
  });
});
