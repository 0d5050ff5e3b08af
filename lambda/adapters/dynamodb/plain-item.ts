import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { canonicalJson } from '../../domain/audit/chain/canonical-json.ts';
import { type ItemValue, type StoredItem, unreadable } from '../../domain/audit/chain/stored-item.ts';
import { sha256Of } from '../../domain/shared/sha256.ts';

/** An item as plain JSON: own attributes only, whatever they are called. */
export type PlainItem = Readonly<Record<string, ItemValue>>;

/**
 * An item as plain JSON, whatever it holds; never throws. Values that compare equal here were equal in the table, type
 * and all. What this product writes (texts, numbers, lists, maps) reads as anyone would expect; other types and numbers
 * beyond a double's precision become `{"$SS": […]}` and the like, and a name within a map that begins with `$` gets
 * another one, so that no map looks like them.
 *
 * What cannot be read becomes `unreadable`: a value of a type that did not exist when this was written, and an attribute
 * named `__proto__`, of which the SDK drops the value.
 */
export const plainItem = (item: Readonly<Record<string, AttributeValue>>): PlainItem =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plainValue(value)]));

/** An item of the audit table. DynamoDB stores none without its key; one that came without would have empty texts there. */
export const auditItem = (item: Readonly<Record<string, AttributeValue>>): StoredItem => {
  const plain = plainItem(item);
  return { ...plain, recording_sid: textOr('', plain['recording_sid']), event_key: textOr('', plain['event_key']) };
};

const textOr = (otherwise: string, value: ItemValue | undefined): string =>
  typeof value === 'string' ? value : otherwise;

const plainValue = (value: unknown): ItemValue => {
  const [[type, content] = ['', undefined], ...others] = Object.entries(value ?? {});
  if (others.length > 0) return unreadableValue(value);
  if (type === 'NULL' && content === true) return null;
  return READERS.get(type)?.(content) ?? unreadableValue(value);
};

/** The hash tells two values apart that are there, but of an unknown type. */
const unreadableValue = (value: unknown): ItemValue =>
  unreadable(value === undefined ? null : sha256Of(canonicalJson(value as ItemValue)));

/** How each type is read; undefined when the content is none of it. A `Map`, since `constructor` is a type of nothing. */
const READERS: ReadonlyMap<string, (content: unknown) => ItemValue | undefined> = new Map([
  ['S', content => (typeof content === 'string' ? content : undefined)],
  ['N', content => (typeof content === 'string' ? plainNumber(content) : undefined)],
  ['BOOL', content => (typeof content === 'boolean' ? content : undefined)],
  ['L', content => (Array.isArray(content) ? content.map(plainValue) : undefined)],
  ['M', content => (isObject(content) ? plainMap(content) : undefined)],
  ['SS', content => set('$SS', content, isText, text => text)],
  ['NS', content => set('$NS', content, isText, shortNumber)],
  ['B', content => (content instanceof Uint8Array ? { $B: base64(content) } : undefined)],
  ['BS', content => set('$BS', content, isBinary, base64)],
] satisfies [string, (content: unknown) => ItemValue | undefined][]);

const plainMap = (map: object): ItemValue =>
  Object.fromEntries(
    Object.entries(map).map(([name, member]) => [name.startsWith('$') ? `$${name}` : name, plainValue(member)]),
  );

const set = <T>(
  type: string,
  content: unknown,
  isMember: (value: unknown) => value is T,
  textOf: (member: T) => string,
): ItemValue | undefined =>
  Array.isArray(content) && content.every(isMember) ? { [type]: content.map(textOf).sort() } : undefined;

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const isText = (value: unknown): value is string => typeof value === 'string';
const isBinary = (value: unknown): value is Uint8Array => value instanceof Uint8Array;

const plainNumber = (text: string): ItemValue => {
  const number = Number(text);
  return Number.isFinite(number) && String(number) === text ? number : { $N: shortNumber(text) };
};

/** 38 digits, a sign and a point. */
const LONGEST_NUMBER_CHARS = 40;

/**
 * DynamoDB spells 1E+125, three bytes of an item, with all its zeros: a list of them would be longer than any line of an
 * events file may be. Numbers that are equal have the same text.
 */
const shortNumber = (text: string): string => {
  if (text.length <= LONGEST_NUMBER_CHARS) return text;
  const [, sign = '', digits, zeros = ''] = /^(-?)([1-9]\d*?)(0+)$/.exec(text) ?? [];
  if (digits) return `${sign}${digits}E+${zeros.length}`;
  const [, minus = '', fraction = '', significant = ''] = /^(-?)0\.(0*([1-9]\d*))$/.exec(text) ?? [];
  return significant ? `${minus}${significant}E-${fraction.length}` : text;
};

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
