import type { CedarValueJson, EntityJson } from '@cedar-policy/cedar-wasm/nodejs';
import {
  type Entity,
  type EntityUid,
  type IpRange,
  isRecord,
  isSet,
  type Value,
} from '../../lambda/domain/policy/value.ts';

/** Converts a value to Cedar's JSON notation, for the official engine and for output. */
const valueToJson = (value: Value): CedarValueJson => {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'object') return value;
  if (isSet(value)) return value.map(valueToJson);
  if (isRecord(value)) return recordToJson(value);
  switch (value.kind) {
    case 'entity':
      return { __entity: uidToJson(value) };
    case 'ipaddr':
      return { __extn: { fn: 'ip', arg: `${addressText(value)}/${value.prefix}` } };
    case 'datetime':
      return { __extn: { fn: 'datetime', arg: new Date(Number(value.key)).toISOString() } };
    case 'duration':
      return { __extn: { fn: 'duration', arg: `${value.key}ms` } };
  }
};

/** Converts attributes or a context to Cedar's JSON notation. */
export const recordToJson = (record: ReadonlyMap<string, Value>): Record<string, CedarValueJson> =>
  Object.fromEntries([...record].map(([name, value]) => [name, valueToJson(value)]));

/** Converts entities to the official engine's input format. */
export const entitiesToJson = (entities: Iterable<Entity>): EntityJson[] =>
  Array.from(entities, ({ uid, attributes, parents }) => ({
    uid: uidToJson(uid),
    attrs: recordToJson(attributes),
    parents: parents.map(uidToJson),
  }));

export const uidToJson = ({ type, id }: EntityUid): { type: string; id: string } => ({ type, id });

const addressText = ({ bits, address }: IpRange): string =>
  bits === 32
    ? groups(address, 4, 8n).join('.')
    : groups(address, 8, 16n)
        .map(group => group.toString(16))
        .join(':');

const groups = (address: bigint, count: number, width: bigint): bigint[] =>
  Array.from({ length: count }, (_, index) =>
    BigInt.asUintN(Number(width), address >> (width * BigInt(count - 1 - index))),
  );
