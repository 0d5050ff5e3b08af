import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { ItemValue, StoredItem } from '../../domain/audit/chain/stored-item.ts';

/**
 * An item as plain JSON, without loss: values that compare equal here were equal in the table, type and all. What the
 * audit writer uses (texts, numbers, lists, maps) reads as anyone would expect; other types and numbers beyond a
 * double's precision become `{"$SS": […]}` and the like.
 */
export const plainItem = (item: Readonly<Record<string, AttributeValue>>): StoredItem =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plainValue(value)])) as unknown as StoredItem;

const plainValue = (value: AttributeValue): ItemValue => {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return plainNumber(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.NULL !== undefined) return null;
  if (value.L !== undefined) return value.L.map(plainValue);
  if (value.M !== undefined) {
    return Object.fromEntries(Object.entries(value.M).map(([name, member]) => [name, plainValue(member)]));
  }
  if (value.SS !== undefined) return { $SS: [...value.SS].sort() };
  if (value.NS !== undefined) return { $NS: [...value.NS].sort() };
  if (value.B !== undefined) return { $B: base64(value.B) };
  return { $BS: (value.BS ?? []).map(base64).sort() };
};

const plainNumber = (text: string): ItemValue => (String(Number(text)) === text ? Number(text) : { $N: text });

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
