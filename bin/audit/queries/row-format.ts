import type { Column } from '../../terminal/column-widths.ts';
import { csvRecord } from '../../terminal/csv.ts';
import { printableJson } from '../../terminal/printable.ts';
import { type Cell, tableWriter } from '../../terminal/table.ts';
import { varyingColumns } from './constant-columns.ts';
import type { EventFormatName } from './query-options.ts';

/** A column, and the function that makes its cell from a row. */
export interface RowColumn<Row> extends Column {
  readonly cell: (row: Row) => Cell;
}

/** How one kind of rows is printed: events, or links. */
export interface RowShape<Row> {
  readonly columns: readonly RowColumn<Row>[];
  readonly csvColumns: readonly string[];
  readonly csvCells: (row: Row) => string[];
  /** The object of the formats `json` and `ndjson`. */
  readonly json: (row: Row) => object;
}

/** Formats rows in pieces, so that the memory does not grow with their number. */
export interface RowFormat<Row> {
  /** @param first the first piece of the rows. @param isAll whether no other piece follows */
  readonly begin: (first: readonly Row[], isAll: boolean) => string;
  readonly rows: (rows: readonly Row[]) => string;
  readonly end: () => string;
}

const nothing = () => '';

/**
 * Returns a formatter. `json` is one array and `ndjson` one object per line. Both contain all attributes, unchanged.
 * A table leaves out the columns that are the same in all rows, if the first piece has all rows.
 */
export const rowFormat = <Row>(format: EventFormatName, shape: RowShape<Row>): RowFormat<Row> => {
  switch (format) {
    case 'table':
      return tableFormat(shape);
    case 'csv':
      return csvFormat(shape);
    case 'ndjson':
      return {
        begin: nothing,
        rows: rows => rows.map(row => `${printableJson(shape.json(row))}\n`).join(''),
        end: nothing,
      };
    case 'json':
      return jsonFormat(shape);
  }
};

const tableFormat = <Row>(shape: RowShape<Row>): RowFormat<Row> => {
  let { columns } = shape;
  let table = tableWriter(columns);
  return {
    begin: (first, isAll) => {
      const varying = varyingColumns(columns, isAll ? first : []);
      columns = varying.columns;
      table = tableWriter(columns);
      return varying.caption + table.header();
    },
    rows: rows => table.rows(rows.map(row => columns.map(({ cell }) => cell(row)))),
    end: nothing,
  };
};

const csvFormat = <Row>({ csvColumns, csvCells }: RowShape<Row>): RowFormat<Row> => ({
  begin: () => csvRecord(csvColumns),
  rows: rows => rows.map(row => csvRecord(csvCells(row))).join(''),
  end: nothing,
});

const jsonFormat = <Row>({ json }: RowShape<Row>): RowFormat<Row> => {
  let separator = '[\n';
  return {
    begin: nothing,
    rows: rows =>
      rows
        .map(row => {
          const text = `${separator}${printableJson(json(row))}`;
          separator = ',\n';
          return text;
        })
        .join(''),
    end: () => (separator === '[\n' ? '[]\n' : '\n]\n'),
  };
};
