import { describe, expect, test } from 'vitest';
import {
  compareItems,
  unreadable,
  unreadableAttributes,
} from '../../../../../../lambda/domain/audit/chain/stored-item.ts';

describe('the order of the trail', () => {
  const keys = ['', 'a', 'ab', 'b', '\ud7ff', '\ue000', '\uffff', '\ud800', '\u{10000}', '\u{10000}a', '\u{10ffff}'];
  const compare = (a: string, b: string) =>
    compareItems({ recording_sid: 'RE', event_key: a }, { recording_sid: 'RE', event_key: b });

  test('is the order of code points for any keys', () => {
    expect([...keys].reverse().sort(compare)).toEqual(keys);
    for (const key of keys) expect(compare(key, key)).toBe(0);
  });
});

describe('unreadable attributes', () => {
  test('are those that contain an unreadable value at any depth', () => {
    const item = {
      a: unreadable(null),
      b: { list: ['x', [unreadable('hash')]] },
      c: ['$UNREADABLE', null, { x: 1 }],
      d: '$UNREADABLE',
    };
    expect(unreadableAttributes(item)).toEqual(['a', 'b']);
  });
});
