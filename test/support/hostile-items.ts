import { itemAt } from './audit-events.ts';
import type { RawItem } from './raw-dynamodb.ts';

/** Item contents that somebody with write access to the table can make, with the names of the unreadable attributes. */
export interface HostileKind {
  readonly name: string;
  readonly members: string;
  readonly unreadable: readonly string[];
}

const readable = (name: string, members: string): HostileKind => ({ name, members, unreadable: [] });

/** 400 KB minus the size of the keys. */
const ITEM_BYTES = 409_600 - 300;
/** DynamoDB counts one byte for each element of a list, and three for the list. */
const listOf = (element: string, bytes: number) =>
  `{"L":[${Array(Math.floor(ITEM_BYTES / (bytes + 1))).fill(element)}]}`;
const nested = (levels: number, innermost: string) =>
  `${'{"L":['.repeat(levels - 1)}${innermost}${']}'.repeat(levels - 1)}`;

export const HOSTILE_KINDS: readonly HostileKind[] = [
  { name: 'an attribute named __proto__', members: '"__proto__":{"S":"x"}', unreadable: ['__proto__'] },
  {
    name: 'an attribute named __proto__ that is a map with keys of its own',
    members: '"__proto__":{"M":{"recording_sid":{"S":"RE"},"event_key":{"S":"x"}}}',
    unreadable: ['__proto__'],
  },
  { name: 'a type that nobody knows', members: '"a":{"ZZ":"1"},"b":{"S":"x"}', unreadable: ['a'] },
  { name: 'a type that is a prototype’s name', members: '"a":{"constructor":"1"}', unreadable: ['a'] },
  { name: 'an unknown type deep in a map', members: '"m":{"M":{"l":{"L":[{"ZZ":{}}]}}}', unreadable: ['m'] },
  { name: 'values without a type', members: '"a":{},"b":null,"c":"text"', unreadable: ['a', 'b', 'c'] },
  { name: 'values of another type than they say', members: '"a":{"S":null},"b":{"N":1}', unreadable: ['a', 'b'] },
  readable(
    'attributes named as a prototype’s members',
    '"constructor":{"S":"c"},"toString":{"N":"1"},"hasOwnProperty":{"BOOL":true},"valueOf":{"NULL":true}',
  ),
  readable(
    'maps with such names',
    '"m":{"M":{"__proto__":{"M":{"x":{"S":"y"}}},"constructor":{"S":"c"},"toString":{"S":"t"}}}',
  ),
  readable('an event named as a prototype’s member', '"event":{"S":"constructor"}'),
  readable('an event that is a map', '"event":{"M":{"toString":{"S":"x"}}},"roles":{"M":{}},"occurred_at":{"N":"1"}'),
  readable(
    'maps that look like the notation of a set or of nothing',
    '"a":{"M":{"$SS":{"L":[]},"$UNREADABLE":{"NULL":true}}}',
  ),
  readable('the archive’s own mark', '"archived_late":{"BOOL":true},"$archived_late":{"BOOL":true}'),
  readable(
    'numbers of 38 digits',
    '"n":{"N":"12345678901234567890123456789012345678"},"s":{"NS":["-0.99999999999999999999999999999999999999"]}',
  ),
  readable('numbers beyond a double', '"a":{"N":"1E+125"},"b":{"N":"-1E-130"},"c":{"N":"Infinity"},"d":{"N":"abc"}'),
  readable(
    'binary and sets',
    '"b":{"B":"AP+A"},"bs":{"BS":["AA==","/w=="]},"ss":{"SS":["b","a"]},"ns":{"NS":["2","10"]}',
  ),
  readable('a set nested 32 deep', `"deep":${nested(32, '{"BS":["AA=="]}')}`),
  readable('empty values', '"s":{"S":""},"b":{"B":""},"l":{"L":[]},"m":{"M":{}},"":{"S":"no name"}'),
  readable('lone surrogates', '"\\ud800":{"S":"\\udfff"},"m":{"M":{"\\udc00":{"S":"\\ud83c"}}}'),
  readable(
    'what a terminal or a spreadsheet acts on',
    '"user_agent":{"S":"\\u001b[31m\\u009b2J\\u202e"},"reason":{"S":"=1+1"}',
  ),
  readable('no attribute but the keys', ''),
  readable('400 KB of control characters', `"big":{"S":"${'\\u0001'.repeat(ITEM_BYTES)}"}`),
  readable('400 KB of empty binaries', `"big":${listOf('{"B":""}', 0)}`),
  readable('400 KB of numbers with 126 digits', `"big":${listOf(`{"N":"1${'0'.repeat(125)}"}`, 2)}`),
  readable('400 KB of numbers with 130 decimals', `"big":${listOf(`{"N":"-0.${'0'.repeat(129)}7"}`, 3)}`),
];

/** An item of that kind at that time (ISO 8601). */
export const hostileItem = (time: string, { members }: Pick<HostileKind, 'members'>): RawItem => {
  const { recording_sid, event_key, day_shard } = itemAt(time);
  return { recording_sid, event_key, day_shard: String(day_shard), members };
};
