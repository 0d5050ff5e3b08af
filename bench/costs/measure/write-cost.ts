import { isDeepStrictEqual } from 'node:util';
import type { TableDefinition } from '../../../local/template/tables.ts';
import { type Item, itemBytes, writeUnits } from './item-size.ts';

/** The costs of one write in a table or in one of its indexes. */
export interface Write {
  /** Such as `AccessAudit` or `AccessAudit by-user`. */
  readonly place: string;
  /** Size of the item there after the write. */
  readonly bytes: number;
  readonly units: number;
}

/** The growth of a table or of an index. */
export interface Growth {
  readonly place: string;
  readonly items: number;
  readonly bytes: number;
}

type Index = TableDefinition['globalIndexes'][number];

/**
 * Returns the writes that one change of an item causes. The table has one write; the larger of both sizes counts. Each index
 * whose part of the item changes has one write, or two when the item moves to another key of the index.
 */
export const writesOf = (table: TableDefinition, before: Item | undefined, after: Item): Write[] => {
  const bytes = itemBytes(after);
  return [
    { place: table.logicalId, bytes, units: writeUnits(Math.max(bytes, before ? itemBytes(before) : 0)) },
    ...table.globalIndexes.flatMap(index => {
      const place = `${table.logicalId} ${index.IndexName}`;
      return indexWrite(place, projected(table, index, before), projected(table, index, after), index);
    }),
  ];
};

/** Returns the growth of the table and of its indexes by a change of an item. */
export const growthOf = (table: TableDefinition, before: Item | undefined, after: Item | undefined): Growth[] => {
  const places = [
    { place: table.logicalId, from: before, to: after },
    ...table.globalIndexes.map(index => ({
      place: `${table.logicalId} ${index.IndexName}`,
      from: projected(table, index, before),
      to: projected(table, index, after),
    })),
  ];
  return places
    .map(({ place, from, to }) => ({
      place,
      items: Number(to !== undefined) - Number(from !== undefined),
      bytes: (to ? itemBytes(to) : 0) - (from ? itemBytes(from) : 0),
    }))
    .filter(({ items, bytes }) => items !== 0 || bytes !== 0);
};

const indexWrite = (place: string, before: Item | undefined, after: Item | undefined, index: Index): Write[] => {
  if (isDeepStrictEqual(before, after)) return [];
  const sizes = [before, after].map(item => (item ? itemBytes(item) : 0)) as [number, number];
  const moves = before && after && index.KeySchema.some(({ AttributeName: name }) => !isSame(before, after, name));
  const units = moves ? writeUnits(sizes[0]) + writeUnits(sizes[1]) : writeUnits(Math.max(...sizes));
  return [{ place, bytes: sizes[1], units }];
};

const isSame = (before: Item, after: Item, name: string): boolean => isDeepStrictEqual(before[name], after[name]);

/** Returns the part of an item that an index stores; undefined when the item lacks a key of the index. */
const projected = (table: TableDefinition, index: Index, item: Item | undefined): Item | undefined => {
  const keys = index.KeySchema.map(({ AttributeName }) => AttributeName);
  if (!item || keys.some(name => item[name] === undefined)) return undefined;
  const { ProjectionType = 'ALL', NonKeyAttributes = [] } = index.Projection;
  if (ProjectionType === 'ALL') return item;
  const names = new Set([...keys, ...table.keySchema.map(({ AttributeName }) => AttributeName), ...NonKeyAttributes]);
  return Object.fromEntries(Object.entries(item).filter(([name]) => names.has(name)));
};
