import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digestKey, eventsKey, parseArchiveKey } from '../../../../../../lambda/domain/audit/chain/archive-key.ts';
import {
  newestClosedWindow,
  windowAfter,
  windowAt,
  windowNamed,
} from '../../../../../../lambda/domain/audit/chain/event-window.ts';

const at = (time: string) => windowAt(Date.parse(time));

describe('an event window', () => {
  test('is the quarter of an hour around a time, with its start and without its end', () => {
    expect(at('2026-11-24T02:15:00.000Z')).toMatchObject({
      from: '2026-11-24T02:15:00.000Z',
      to: '2026-11-24T02:30:00.000Z',
      name: '2026/11/24/T0215',
    });
    expect(at('2026-11-24T02:29:59.999Z').name).toBe('2026/11/24/T0215');
    expect(at('2026-11-24T02:30:00.000Z').name).toBe('2026/11/24/T0230');
  });

  test.each([
    ['2026-11-24T02:34:59.999Z', '2026/11/24/T0200'],
    ['2026-11-24T02:35:00.000Z', '2026/11/24/T0215'],
    ['2026-11-24T00:04:59.999Z', '2026/11/23/T2330'],
    ['2027-01-01T00:05:00.000Z', '2026/12/31/T2345'],
  ])('at %s the newest closed one is %s', (now, name) => {
    expect(newestClosedWindow(Date.parse(now)).name).toBe(name);
  });

  test('starts at the end of the window before', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }), date => {
        const window = windowAt(date.getTime());
        expect(windowAfter(window, -1).to).toBe(window.from);
        expect(window.from <= date.toISOString() && date.toISOString() < window.to).toBe(true);
      }),
    );
  });
});

describe('an archive key', () => {
  const window = at('2026-11-24T02:15:00Z');

  test('gives back its window', () => {
    expect(eventsKey(window)).toBe('events/2026/11/24/T0215.ndjson.gz');
    expect(digestKey(window)).toBe('digests/2026/11/24/T0215.json');
    expect(parseArchiveKey(eventsKey(window))).toEqual({ kind: 'events', window });
    expect(parseArchiveKey(digestKey(window))).toEqual({ kind: 'digest', window });
    expect(windowNamed(window.name)).toEqual(window);
  });

  test.each([
    'digests/2026/11/24/T0217.json',
    'digests/2026/11/31/T0215.json',
    'digests/2026/11/24/T2415.json',
    'digests/2026/11/24/T0215.json.bak',
    'digests/2026/11/24/T0215.ndjson.gz',
    'events/2026/11/24/T0215.json',
    'other/2026/11/24/T0215.json',
    'digests/2026/11/24/',
    '',
  ])('is not parsed from %s', key => {
    expect(parseArchiveKey(key)).toBeUndefined();
  });
});
