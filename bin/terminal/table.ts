import Table from 'cli-table3';
import { colours } from './colours.ts';
import { printable } from './printable.ts';

export interface Column {
  readonly title: string;
  /** In characters. Flexible columns share the rest of the terminal's width. */
  readonly width: number | 'flexible';
}

/** One cell of a table. Its text is escaped before the colour is applied, so a text cannot set colours itself. */
export interface Cell {
  readonly text: string;
  readonly colour?: 'red' | 'green' | 'yellow' | 'dim';
}

/** Width when the output is not a terminal. */
const DEFAULT_TERMINAL_WIDTH = 200;
const NARROWEST_FLEXIBLE = 12;
const NO_BORDERS = Object.fromEntries(
  [
    ...['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'],
    ...['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'],
  ].map(name => [name, '']),
);

/**
 * Returns a table writer that formats rows in parts. The widths of the columns depend only on the terminal and not on
 * the rows, so a million rows need no more memory than a hundred. Long cells are cut with `…`; control characters are
 * escaped.
 */
export const tableWriter = (columns: readonly Column[]) => {
  const widths = columnWidths(columns, process.stdout.columns || DEFAULT_TERMINAL_WIDTH);
  const render = (rows: readonly (readonly string[])[]): string => {
    const table = new Table({
      colWidths: widths,
      chars: { ...NO_BORDERS, middle: ' ' },
      style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true },
    });
    table.push(...rows.map(row => [...row]));
    return `${table.toString()}\n`;
  };
  return {
    header: (): string => render([columns.map(column => colours.bold(column.title))]),
    rows: (rows: readonly (readonly Cell[])[]): string => (rows.length === 0 ? '' : render(rows.map(painted))),
  };
};

const columnWidths = (columns: readonly Column[], terminalWidth: number): number[] => {
  const flexible = columns.filter(column => column.width === 'flexible').length;
  const fixed = columns.reduce((sum, column) => sum + (column.width === 'flexible' ? 0 : column.width), 0);
  const share = Math.floor((terminalWidth - fixed - columns.length) / Math.max(1, flexible));
  return columns.map(column => (column.width === 'flexible' ? Math.max(NARROWEST_FLEXIBLE, share) : column.width));
};

const painted = (cells: readonly Cell[]): string[] =>
  cells.map(cell => {
    const text = printable(cell.text);
    return cell.colour ? colours[cell.colour](text) : text;
  });
