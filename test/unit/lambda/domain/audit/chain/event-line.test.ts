import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../../../../../lambda/domain/audit/chain/canonical-json.ts';
import { eventLine, parseEventLine } from '../../../../../../lambda/domain/audit/chain/event-line.ts';
import { itemAt } from '../../../../../support/audit-events.ts';

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
  test('is the same for equal values with any order of members, and parses to the value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        const text = canonicalJson(value as never);
        expect(canonicalJson(shuffled(value) as never)).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test('sorts names and contains no spaces', () => {
    expect(canonicalJson({ b: [1, { d: null, c: true }], a: 'x' })).toBe('{"a":"x","b":[1,{"c":true,"d":null}]}');
  });
});

describe('an event line', () => {
  const item = itemAt('2026-11-24T02:20:00.000Z');

  test.each([true, false])('contains the whole item and whether it was late (%s)', late => {
    const line = eventLine({ item, late });
    expect(parseEventLine(line)).toEqual({ item, late });
    expect(line.includes('\n')).toBe(false);
  });

  test.each([true, false])('distinguishes its mark for late events from an attribute with that name (%s)', late => {
    const forged = { ...item, archived_late: true, $archived_late: 'x', $$archived_late: 1, my_archived_late: 2 };
    expect(parseEventLine(eventLine({ item: forged, late }))).toEqual({ item: forged, late });
  });

  const nested = (levels: number) =>
    `{"recording_sid":"RE","event_key":"x","deep":${'['.repeat(levels)}${']'.repeat(levels)}}`;

  test('may be nested as deep as DynamoDB allows, and not deeper', () => {
    // 32 levels of the item, and two levels of the notation of a set.
    expect(parseEventLine(nested(34))).toBeDefined();
    expect(parseEventLine(nested(35))).toBeUndefined();
    expect(parseEventLine(nested(1_000_000))).toBeUndefined();
  });

  test.each(['', 'null', '[]', '{}', '{"recording_sid":"RE"}', '{"recording_sid":"RE","event_key":1}', '{"a":', '"x"'])(
    'cannot be parsed from %s',
    line => {
      expect(parseEventLine(line)).toBeUndefined();
    },
  );
});
