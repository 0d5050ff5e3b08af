import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** An item in the format of DynamoDB's protocol. */
export type Item = Readonly<Record<string, AttributeValue>>;

const WRITE_UNIT_BYTES = 1024;
const READ_UNIT_BYTES = 4096;
/** Additional bytes of a list or a map, and of each of its members. */
const COLLECTION_BYTES = 3;
const MEMBER_BYTES = 1;

/** Returns the size of an item as DynamoDB counts it, including attribute names ("DynamoDB item sizes and formats" in its guide). */
export const itemBytes = (item: Item): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0);

const valueBytes = (value: AttributeValue): number => {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return numberBytes(value.N);
  if (value.B !== undefined) return Buffer.from(String(value.B), 'base64').length;
  if (value.SS !== undefined) return value.SS.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (value.L !== undefined) {
    return value.L.reduce((sum, member) => sum + MEMBER_BYTES + valueBytes(member), COLLECTION_BYTES);
  }
  if (value.M !== undefined) {
    return COLLECTION_BYTES + itemBytes(value.M) + Object.keys(value.M).length * MEMBER_BYTES;
  }
  if (value.BOOL !== undefined || value.NULL !== undefined) return 1;
  throw new Error(`An attribute value of type ${Object.keys(value).join()} is not counted here`);
};

/** One byte for each two digits, plus one. */
const numberBytes = (text: string): number => Math.ceil(text.replace(/[^\d]/g, '').length / 2) + 1;

/** Returns the write units of one on-demand write. */
export const writeUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / WRITE_UNIT_BYTES));

/** Returns the read units of one strongly consistent read. An eventually consistent read costs half. */
export const readUnits = (bytes: number, isConsistent: boolean): number =>
  Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES)) * (isConsistent ? 1 : 0.5);
