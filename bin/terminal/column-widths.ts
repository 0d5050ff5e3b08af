/** A column of a table. Widths are in characters. */
export interface Column {
  readonly title: string;
  /** The narrowest that is of use. */
  readonly least: number;
  /** Width that the column gets before a less important one is shown. Default: `least`. */
  readonly good?: number;
  /** The widest that is of use. Default: `good`. */
  readonly most?: number;
  /** Longer text is cut with `…`, or goes on in the next line. */
  readonly overflow: 'cut' | 'wrap';
  /** 1 is left out last in a terminal that is too narrow. Default: never left out. */
  readonly rank?: number;
}

const GAP = 1;

/**
 * The width of each column in a terminal of this width; undefined for one that is left out. As long as a less important
 * column is shown, the more important ones have their good width; what is left over goes to the most important ones.
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
