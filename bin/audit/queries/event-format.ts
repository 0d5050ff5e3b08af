import type { StoredItem } from '../../../lambda/domain/audit/chain/stored-item.ts';
import { csvRecord } from '../../terminal/csv.ts';
import { printableJson } from '../../terminal/printable.ts';
import { tableWriter } from '../../terminal/table.ts';
import { varyingColumns } from './constant-columns.ts';
import { CSV_COLUMNS, csvCells, type NamedAttribute, tableColumns } from './event-columns.ts';
import type { OutputFormat } from './query-options.ts';

/** Formats events in pieces, so that the memory does not grow with the number of events. */
export interface EventFormat {
  /** @param first the first piece of the events. @param isAll whether no other piece follows */
  readonly begin: (first: readonly StoredItem[], isAll: boolean) => string;
  readonly events: (items: readonly StoredItem[]) => string;
  readonly end: () => string;
}

const nothing = () => '';

/**
 * Returns a formatter. `json` is one array and `ndjson` one object per line. Both contain all attributes, unchanged.
 * A table leaves out the columns that are the same in all rows, if the first piece has all rows.
 * @param named the attribute that the query names; a table has no column for it
 */
export const eventFormat = (format: OutputFormat, named?: NamedAttribute): EventFormat => FORMATS[format](named);

const FORMATS: Readonly<Record<OutputFormat, (named?: NamedAttribute) => EventFormat>> = {
  table: named => {
    let columns = tableColumns(named);
    let table = tableWriter(columns);
    return {
      begin: (first, isAll) => {
        const varying = varyingColumns(columns, isAll ? first : []);
        columns = varying.columns;
        table = tableWriter(columns);
        return varying.caption + table.header();
      },
      events: items => table.rows(items.map(item => columns.map(({ cell }) => cell(item)))),
      end: nothing,
    };
  },
  csv: () => ({
    begin: () => csvRecord(CSV_COLUMNS),
    events: items => items.map(item => csvRecord(csvCells(item))).join(''),
    end: nothing,
  }),
  ndjson: () => ({
    begin: nothing,
    events: items => items.map(item => `${printableJson(item)}\n`).join(''),
    end: nothing,
  }),
  json: () => {
    let separator = '[\n';
    return {
      begin: nothing,
      events: items =>
        items
          .map(item => {
            const text = `${separator}${printableJson(item)}`;
            separator = ',\n';
            return text;
          })
          .join(''),
      end: () => (separator === '[\n' ? '[]\n' : '\n]\n'),
    };
  },
};
