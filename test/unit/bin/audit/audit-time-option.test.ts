import { describe, expect, test } from 'vitest';
import { parseDay, parseTime } from '../../../../bin/audit/queries/time-option.ts';
import { UsageError } from '../../../../bin/terminal/exit-code.ts';

const NOW = new Date('2026-11-24T12:00:00.000Z');

describe('a time on the command line', () => {
  test.each([
    ['2026-11-24', '2026-11-24T00:00:00.000Z'],
    ['2026-11-24T08:30Z', '2026-11-24T08:30:00.000Z'],
    ['2026-11-24T08:30:15+02:00', '2026-11-24T06:30:15.000Z'],
    ['2026-11-24T00:30+01:00', '2026-11-23T23:30:00.000Z'],
    ['7d', '2026-11-17T12:00:00.000Z'],
    ['90m', '2026-11-24T10:30:00.000Z'],
    ['2w', '2026-11-10T12:00:00.000Z'],
    ['0000-01-01T00:00+01:00', '0000-01-01T00:00:00.000Z'],
    ['9999-12-31T23:30-01:00', '9999-12-31T23:59:59.999Z'],
  ])('%s is parsed as %s', (text, time) => {
    expect(parseTime(text, NOW).toISOString()).toBe(time);
  });

  test.each([
    '',
    'yesterday',
    '2026-02-30',
    '2026-13-01',
    '24.11.2026',
    '2026-11-24T25:00Z',
    '2026-11-24T08:30',
    '-7d',
    '7 d',
    '7y',
  ])('is rejected, with an example: %j', text => {
    expect(() => parseTime(text, NOW)).toThrow(UsageError);
    expect(() => parseTime(text, NOW)).toThrow(/Examples: 2026-11-24/);
  });

  test.each(['2026-02-30', '2026-11-24T00:00Z', '7d', '24.11.2026', ''])(
    'is rejected as a day, with an example: %j',
    text => {
      expect(() => parseDay(text)).toThrow(/Example: flex-audit by-day 2026-11-24/);
    },
  );
});
