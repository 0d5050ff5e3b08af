import type { ItemValue, StoredItem } from '../../../lambda/domain/audit/chain/stored-item.ts';
import type { S3Hold } from '../../../lambda/domain/audit/events/rule-event.ts';

/** Returns what an event says about changed facts, such as `restricted: true → false`, and whether S3 protects a held object; empty for other events. */
export const changeText = (item: StoredItem): string => {
  const [before, after] = [factsOf(item['before']), factsOf(item['after'])];
  // DynamoDB does not keep the order of a map.
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  const changes = names.map(name => `${name}: ${textOf(before.get(name))} → ${textOf(after.get(name))}`);
  return [...changes, ...unprotected(item)].join(', ');
};

/** Returns why S3 does not protect the object of a changed hold, in words; nothing if it does, and for other events. */
export const unprotected = (item: StoredItem): readonly string[] => {
  const words = UNPROTECTED.get(item['s3_hold']);
  return words === undefined ? [] : [words];
};

const UNPROTECTED: ReadonlyMap<ItemValue | undefined, string> = new Map([
  ['no_object_lock', 'not protected by S3: the bucket has no Object Lock'],
  ['no_object', 'not protected by S3: no object'],
] satisfies [S3Hold, string][]);

/** A hash is for comparing; other formats have all of it. */
const SHA256 = /^[0-9a-f]{64}$/;
const SHOWN_OF_HASH = 12;

const factsOf = (value: ItemValue | undefined): ReadonlyMap<string, ItemValue> =>
  new Map(typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : []);

const textOf = (value: ItemValue | undefined): string => {
  if (value === undefined) return '–';
  if (typeof value === 'string' && SHA256.test(value)) return `${value.slice(0, SHOWN_OF_HASH)}…`;
  return typeof value === 'string' ? value : JSON.stringify(value);
};
