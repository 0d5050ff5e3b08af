import { describe, expect, test } from 'vitest';
import { instantOfKey, parseEventKey } from '../../../../../../lambda/domain/audit/chain/event-key.ts';
import {
  windowAfter,
  windowAt,
  windowHolding,
  windowOfKey,
} from '../../../../../../lambda/domain/audit/chain/event-window.ts';
import { eventAt } from '../../../../../support/audit-events.ts';

const TIME = '2026-11-24T02:20:00.000Z';
const ID = '019ab3c0-0000-7000-8000-00000000001f';

/** Texts that `Date.parse` accepts, some as an unexpected time, or that are almost a time. */
const OTHER_TIMES = [
  '2026-11-2 02:20:00.0000Z',
  '2026-11-24 02:20:00.000Z',
  '2026-11-24t02:20:00.000Z',
  '2026-11-24T02:20:00.000z',
  '2026-11-24T02:20:00.0+00',
  '2026-11-24T02:20:00.000 ',
  '2026-02-30T02:20:00.000Z',
  '2026-11-24T24:00:00.000Z',
  'Tue, 24 Nov 2026 02:20 Z',
];

describe('the time of an event key', () => {
  test('is the time at its beginning', () => {
    expect(instantOfKey(eventAt(TIME).event_key)).toBe(Date.parse(TIME));
    expect(windowOfKey(eventAt(TIME).event_key)).toEqual(windowAt(Date.parse(TIME)));
  });

  test.each([...OTHER_TIMES, '', 'now', '2026-11-24'])('does not exist when it has another form: %s', time => {
    expect(instantOfKey(`${time}#${ID}`)).toBeUndefined();
    expect(windowOfKey(`${time}#${ID}`)).toBeUndefined();
  });
});

describe('an event key', () => {
  test('has a time and an event id', () => {
    const event = eventAt(TIME);
    expect(parseEventKey(event.event_key)).toEqual({ occurredAt: TIME, eventId: event.event_id });
  });

  test.each([
    ...OTHER_TIMES.map(time => `${time}#${ID}`),
    TIME,
    `${TIME}#`,
    `${TIME}${ID}`,
    `${TIME}#${ID.toUpperCase()}`,
    `${TIME}#${ID}#${ID}`,
    `${TIME}#${ID} `,
    `${TIME}#${ID.slice(0, -4)}-1ab`,
    `${TIME}#${'-'.repeat(36)}`,
  ])('is not parsed from %s', key => {
    expect(parseEventKey(key)).toBeUndefined();
  });
});

describe('the window that holds a key', () => {
  const first = windowAt(Date.parse(TIME));
  const windows = [first, windowAfter(first), windowAfter(first, 3)];

  test.each([
    [first.from, 0],
    ['2026-11-24T02:20:xx', 0],
    [windowAfter(first).from, 1],
    [`${windowAfter(first, 3).to.slice(0, -1)}Y`, 2],
  ])('is found by the order of the keys: %s', (key, index) => {
    expect(windowHolding(windows, key)).toBe(windows[index]);
  });

  test.each(['2026-11-24T02:14', windowAfter(first, 2).from, windowAfter(first, 4).from, '', 'now'])(
    'does not exist outside of the windows: %s',
    key => {
      expect(windowHolding(windows, key)).toBeUndefined();
    },
  );
});
