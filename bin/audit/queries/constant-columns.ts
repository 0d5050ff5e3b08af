import { printable } from '../../terminal/printable.ts';
import type { RowColumn } from './row-format.ts';

/** The columns that a table needs, and a line with the values that are the same in all its rows. */
export interface VaryingColumns<Row> {
  readonly columns: readonly RowColumn<Row>[];
  /** Empty if no column is left out; otherwise it ends with a line feed. */
  readonly caption: string;
}

/** Separates the columns that differ between rows from those that do not. With one row, all columns are kept. */
export const varyingColumns = <Row>(columns: readonly RowColumn<Row>[], rows: readonly Row[]): VaryingColumns<Row> => {
  const constant = rows.length < 2 ? [] : columns.flatMap(column => constantOf(column, rows) ?? []);
  const told = constant.filter(({ text }) => text !== '').map(({ column, text }) => `${column.title}: ${text}`);
  return {
    columns: columns.filter(column => !constant.some(one => one.column === column)),
    caption: told.length === 0 ? '' : `${printable(`In all rows: ${told.join(' · ')}`)}\n`,
  };
};

const constantOf = <Row>(column: RowColumn<Row>, rows: readonly Row[]) => {
  const [first, ...others] = rows.map(column.cell);
  const isConstant = !first?.notes && others.every(({ text, notes }) => text === first?.text && !notes);
  return isConstant && first ? { column, text: first.text } : undefined;
};
