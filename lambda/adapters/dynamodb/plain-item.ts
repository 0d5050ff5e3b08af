import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { canonicalJson } from '../../domain/audit/chain/canonical-json.ts';
import { type ItemValue, type StoredItem, unreadable } from '../../domain/audit/chain/stored-item.ts';
import { sha256Of } from '../../domain/shared/sha256.ts';

/** An item as plain JSON. It has own properties only, with any names. */
export type PlainItem = Readonly<Record<string, ItemValue>>;

/**
 * Converts any item to plain JSON; never throws. Two values are equal here only if value and type are equal in the table.
 * Texts, numbers, lists and maps, which this product writes, become the same in JSON. Other types, and numbers beyond the
 * precision of a double, become `{"$SS": […]}` and similar objects. A name in a map that begins with `$` gets one more `$`,
 * so that no map looks like such an object.
 *
 * A value that cannot be read becomes `unreadable`: a value of a type that is unknown to this code, and an attribute named
 * `__proto__`, whose value the SDK drops.
 */
export const plainItem = (item: Readonly<Record<string, AttributeValue>>): PlainItem =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plainValue(value)]));

/** Converts an item of the audit table. DynamoDB stores no item without a key; a missing key would become empty texts. */
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

/** The hash distinguishes values of unknown types. */
const unreadableValue = (value: unknown): ItemValue =>
  unreadable(value === undefined ? null : sha256Of(canonicalJson(value as ItemValue)));

/** The reader of each type; it returns undefined for content of another type. A `Map`, because an object has `constructor`. */
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

/** At most 38 digits, a sign and a point. */
const LONGEST_NUMBER_CHARS = 40;

/**
 * Shortens a number. DynamoDB returns 1E+125, which takes three bytes of an item, with all its zeros; a list of such
 * numbers would be longer than the maximum line of an events file. Equal numbers get the same text.
 */
const shortNumber = (text: string): string => {
  if (text.length <= LONGEST_NUMBER_CHARS) return text;
  const [, sign = '', digits, zeros = ''] = /^(-?)([1-9]\d*?)(0+)$/.exec(text) ?? [];
  if (digits) return `${sign}${digits}E+${zeros.length}`;
  const [, minus = '', fraction = '', significant = ''] = /^(-?)0\.(0*([1-9]\d*))$/.exec(text) ?? [];
  return significant ? `${minus}${significant}E-${fraction.length}` : text;
};

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
