import { stringify } from 'csv-stringify/sync';
import { printable } from './printable.ts';

/**
 * Places where a spreadsheet would read the following text as a formula: at the start of a cell, also after blanks and
 * quotes and in full-width forms. Also after a `;`: a spreadsheet that separates cells by semicolons starts a new cell
 * there, and quotes around the original cell do not prevent that.
 */
const FORMULA_START = /(^|;)(?=[\s"]*[=+\-@＝＋－＠])/g;

/**
 * Formats one CSV record (RFC 4180, CRLF). A text that a spreadsheet would run as a formula gets an apostrophe in
 * front, which makes it plain text. Control characters are escaped. For unchanged values use `json` or `ndjson`.
 */
export const csvRecord = (cells: readonly string[]): string =>
  // Some spreadsheets separate cells by both commas and semicolons; they do not split a quoted cell.
  stringify([cells.map(inert)], { record_delimiter: '\r\n', quoted_match: /;/ });

const inert = (cell: string): string => printable(cell).replace(FORMULA_START, "$1'");
