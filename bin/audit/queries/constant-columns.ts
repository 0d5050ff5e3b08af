import type { StoredItem } from '../../../lambda/domain/audit/chain/stored-item.ts';
import { printable } from '../../terminal/printable.ts';
import type { EventColumn } from './event-columns.ts';

/** The columns that a table needs, and a line with the values that are the same in all its rows. */
export interface VaryingColumns {
  readonly columns: readonly EventColumn[];
  /** Empty if no column is left out; otherwise it ends with a line feed. */
  readonly caption: string;
}

/** Separates the columns that differ between rows from those that do not. With one row, all columns are kept. */
export const varyingColumns = (columns: readonly EventColumn[], items: readonly StoredItem[]): VaryingColumns => {
  const constant = items.length < 2 ? [] : columns.flatMap(column => constantOf(column, items) ?? []);
  const told = constant.filter(({ text }) => text !== '').map(({ column, text }) => `${column.title}: ${text}`);
  return {
    columns: columns.filter(column => !constant.some(one => one.column === column)),
    caption: told.length === 0 ? '' : `${printable(`In all rows: ${told.join(' · ')}`)}\n`,
  };
};

const constantOf = (column: EventColumn, items: readonly StoredItem[]) => {
  const [first, ...others] = items.map(column.cell);
  const isConstant = !first?.notes && others.every(({ text, notes }) => text === first?.text && !notes);
  return isConstant && first ? { column, text: first.text } : undefined;
};
