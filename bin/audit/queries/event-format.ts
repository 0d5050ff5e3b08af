import type { StoredItem } from '../../../lambda/domain/audit/chain/stored-item.ts';
import { csvRecord } from '../../terminal/csv.ts';
import { printableJson } from '../../terminal/printable.ts';
import { tableWriter } from '../../terminal/table.ts';
import { CSV_COLUMNS, csvCells, tableColumns } from './event-columns.ts';
import type { OutputFormat } from './query-options.ts';

/** Formats events in pieces, so that the memory does not grow with the number of events. */
export interface EventFormat {
  readonly begin: () => string;
  readonly events: (items: readonly StoredItem[]) => string;
  readonly end: () => string;
}

const nothing = () => '';

/**
 * Returns a formatter. `json` is one array and `ndjson` one object per line. Both contain all attributes, unchanged.
 * @param constant the attribute that is the same in all events of the query; a table has no column for it
 */
export const eventFormat = (format: OutputFormat, constant?: 'recording'): EventFormat => FORMATS[format](constant);

const FORMATS: Readonly<Record<OutputFormat, (constant?: 'recording') => EventFormat>> = {
  table: constant => {
    const columns = tableColumns(constant);
    const table = tableWriter(columns);
    const rowOf = (item: StoredItem) => columns.map(({ cell }) => cell(item));
    return { begin: table.header, events: items => table.rows(items.map(rowOf)), end: nothing };
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
