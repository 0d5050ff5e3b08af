import { stringify } from 'csv-stringify/sync';
import { printable } from './printable.ts';

/**
 * Where a spreadsheet takes what comes for a formula: at a cell's beginning, also behind blanks and quotes and in
 * full-width forms. A `;` begins one, too: where a spreadsheet separates by it, a quote in the middle of what it takes for
 * a cell protects nothing.
 */
const FORMULA_START = /(^|;)(?=[\s"]*[=+\-@＝＋－＠])/g;

/**
 * One CSV record (RFC 4180, CRLF). What a spreadsheet would run gets an apostrophe in front, which makes it text, and
 * control characters are spelled out. CSV is for spreadsheets: `json` and `ndjson` carry the values unchanged.
 */
export const csvRecord = (cells: readonly string[]): string =>
  // Some spreadsheets separate by commas and semicolons at once: they keep a cell together that is quoted.
  stringify([cells.map(inert)], { record_delimiter: '\r\n', quoted_match: /;/ });

const inert = (cell: string): string => printable(cell).replace(FORMULA_START, "$1'");
