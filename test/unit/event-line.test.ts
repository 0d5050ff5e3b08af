import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../lambda/domain/audit/chain/canonical-json.ts';
import { eventLine, parseEventLine } from '../../lambda/domain/audit/chain/event-line.ts';
import { itemAt } from '../support/audit-events.ts';

const shuffled = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, shuffled(member)]),
  );
};

describe('canonical JSON', () => {
  test('is the same for equal values, whatever the order of their members, and parses back to them', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        const text = canonicalJson(value as never);
        expect(canonicalJson(shuffled(value) as never)).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test('sorts names and leaves no blank', () => {
    expect(canonicalJson({ b: [1, { d: null, c: true }], a: 'x' })).toBe('{"a":"x","b":[1,{"c":true,"d":null}]}');
  });
});

describe('an event line', () => {
  const item = itemAt('2026-11-24T02:20:00.000Z');

  test.each([true, false])('tells the whole item, and whether it was late (%s)', late => {
    const line = eventLine({ item, late });
    expect(parseEventLine(line)).toEqual({ item, late });
    expect(line.includes('\n')).toBe(false);
  });

  test.each([true, false])('does not take an attribute of the table for its own mark (%s)', late => {
    const forged = { ...item, archived_late: true, $archived_late: 'x', $$archived_late: 1, my_archived_late: 2 };
    expect(parseEventLine(eventLine({ item: forged, late }))).toEqual({ item: forged, late });
  });

  const nested = (levels: number) =>
    `{"recording_sid":"RE","event_key":"x","deep":${'['.repeat(levels)}${']'.repeat(levels)}}`;

  test('may be nested as deep as the table allows, and no deeper', () => {
    // 32 levels of the item's own, and two that a set is spelled with.
    expect(parseEventLine(nested(34))).toBeDefined();
    expect(parseEventLine(nested(35))).toBeUndefined();
    expect(parseEventLine(nested(1_000_000))).toBeUndefined();
  });

  test.each(['', 'null', '[]', '{}', '{"recording_sid":"RE"}', '{"recording_sid":"RE","event_key":1}', '{"a":', '"x"'])(
    'is not one: %s',
    line => {
      expect(parseEventLine(line)).toBeUndefined();
    },
  );
});
