import { stringify } from 'csv-stringify/sync';
import { printable } from './printable.ts';

/** What a spreadsheet takes for a formula, also behind leading blanks and in full-width forms. */
const FORMULA_START = /^\s*[=+\-@＝＋－＠]/;

/**
 * One CSV record (RFC 4180, CRLF). A cell that a spreadsheet would run gets a leading apostrophe, which makes it text;
 * control characters are spelled out. CSV is for spreadsheets: `json` and `ndjson` carry the values unchanged.
 */
export const csvRecord = (cells: readonly string[]): string =>
  stringify([cells.map(inert)], { record_delimiter: '\r\n' });

const inert = (cell: string): string => {
  const text = printable(cell);
  return FORMULA_START.test(text) ? `'${text}` : text;
};
