import Table from 'cli-table3';
import { colours } from './colours.ts';
import { type Column, columnWidths } from './column-widths.ts';
import { printable } from './printable.ts';

/** One cell of a table. Its text is escaped before the colour is applied, so a text cannot set colours itself. */
export interface Cell {
  readonly text: string;
  readonly colour?: 'red' | 'green' | 'yellow' | 'dim';
  /** Extra lines below the text, in red. They are never cut. */
  readonly notes?: readonly string[];
}

/** Width of a table in a file or a pipe, when `COLUMNS` is not set. */
const DEFAULT_TERMINAL_WIDTH = 200;
const NO_BORDERS = Object.fromEntries(
  [
    ...['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'],
    ...['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'],
  ].map(name => [name, '']),
);

/**
 * Returns functions that format a table in pieces. The widths of the columns depend only on the terminal, not on the
 * rows, so the memory does not grow with the number of rows. Long cells are cut with `…` or wrapped, as their column says.
 * Control characters are escaped. If the terminal is too narrow, less important columns are left out.
 */
export const tableWriter = (columns: readonly Column[], terminalWidth = outputWidth()) => {
  const widths = columnWidths(columns, terminalWidth);
  const shown = columns.flatMap((column, index) => {
    const width = widths[index];
    return width === undefined ? [] : [{ column, index, width }];
  });
  const render = (rows: readonly (readonly string[])[]): string => {
    const table = new Table({
      colWidths: shown.map(({ width }) => width),
      chars: { ...NO_BORDERS, middle: ' ' },
      style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true },
    });
    table.push(...rows.map(row => [...row]));
    return `${table.toString()}\n`;
  };
  const painted = (cells: readonly Cell[]): string[] =>
    shown.map(({ column, index, width }) => paintedCell(cells[index] ?? { text: '' }, column, width));
  return {
    header: (): string => render([shown.map(({ column }) => colours.bold(column.title))]),
    rows: (rows: readonly (readonly Cell[])[]): string => (rows.length === 0 ? '' : render(rows.map(painted))),
  };
};

/** Returns the width of the terminal, or `COLUMNS` when stdout is a pipe or a file. */
const outputWidth = (): number => process.stdout.columns || Number(process.env['COLUMNS']) || DEFAULT_TERMINAL_WIDTH;

const paintedCell = ({ text, colour, notes = [] }: Cell, { overflow }: Column, width: number): string => {
  const safe = printable(text);
  const lines = overflow === 'wrap' ? wrapped(safe, width) : [safe];
  return [
    ...lines.map(line => (colour ? colours[colour](line) : line)),
    ...notes.flatMap(note => wrapped(printable(note), width)).map(line => colours.red(line)),
  ].join('\n');
};

const graphemes = new Intl.Segmenter();
/** Characters from this code point on may be twice as wide as Latin ones. */
const FIRST_WIDE = 0x1100;

const wrapped = (text: string, width: number): string[] => {
  const lines: string[] = [];
  let line = '';
  let lineWidth = 0;
  for (const { segment } of graphemes.segment(text)) {
    const segmentWidth = (segment.codePointAt(0) ?? 0) < FIRST_WIDE ? 1 : 2;
    if (lineWidth + segmentWidth > width) {
      lines.push(line);
      [line, lineWidth] = ['', 0];
    }
    line += segment;
    lineWidth += segmentWidth;
  }
  return [...lines, line];
};
