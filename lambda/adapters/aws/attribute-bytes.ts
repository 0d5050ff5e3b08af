import type { AttributeValue } from '@aws-sdk/client-dynamodb';

type Item = Readonly<Record<string, AttributeValue>>;

/**
 * Converts base64 in JSON to bytes, as the SDK does. Otherwise, bytes that somebody stored instead of a text would be read as
 * a text, and a decision could depend on them.
 */
export const withBytes = (item: Item | undefined): Record<string, AttributeValue> | undefined =>
  item && Object.fromEntries(Object.entries(item).map(([name, value]) => [name, valueWithBytes(value)]));

const valueWithBytes = (value: AttributeValue): AttributeValue => {
  if (value.B !== undefined) return { B: bytes(value.B) };
  if (value.BS !== undefined) return { BS: value.BS.map(bytes) };
  if (value.L !== undefined) return { L: value.L.map(valueWithBytes) };
  if (value.M !== undefined) return { M: withBytes(value.M) ?? {} };
  return value;
};

const bytes = (base64: unknown): Uint8Array => Uint8Array.from(Buffer.from(String(base64), 'base64'));
