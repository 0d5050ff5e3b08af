/** A column of a table. Widths are in characters. */
export interface Column {
  readonly title: string;
  /** Minimum width. */
  readonly least: number;
  /** Width that the column gets before a less important column is shown. Default: `least`. */
  readonly good?: number;
  /** Maximum width. Default: `good`. */
  readonly most?: number;
  /** Longer text is cut with `…` or wrapped to the next line. */
  readonly overflow: 'cut' | 'wrap';
  /** In a narrow terminal, the columns with the highest rank are left out first. Default: never left out. */
  readonly rank?: number;
}

const GAP = 1;

/**
 * Returns the width of each column, or undefined for a column that is left out. A less important column is shown only if
 * the more important ones have their good width. The remaining space goes to the most important columns first.
 */
export const columnWidths = (columns: readonly Column[], terminalWidth: number): (number | undefined)[] => {
  const byImportance = [...columns].sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0));
  const shown: Column[] = [];
  for (const column of byImportance) {
    const used = shown.reduce((sum, one) => sum + (column.rank === undefined ? one.least : goodOf(one)) + GAP, 0);
    if (column.rank !== undefined && used + column.least > terminalWidth) break;
    shown.push(column);
  }
  const widths = new Map(shown.map(column => [column, column.least]));
  let spare = shown.reduce((sum, { least }) => sum - least - GAP, terminalWidth + GAP);
  for (const wanted of [goodOf, mostOf]) {
    for (const column of shown) {
      const width = widths.get(column) ?? 0;
      const more = Math.max(0, Math.min(spare, wanted(column) - width));
      widths.set(column, width + more);
      spare -= more;
    }
  }
  return columns.map(column => widths.get(column));
};

const goodOf = ({ least, good = least }: Column): number => good;
const mostOf = (column: Column): number => column.most ?? goodOf(column);
