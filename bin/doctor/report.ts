import { type Cell, tableWriter } from '../terminal/table.ts';
import type { CheckState } from './check.ts';
import type { CheckedItem } from './run-checks.ts';

const STATE: Readonly<Record<CheckState, Pick<Cell, 'text' | 'colour'>>> = {
  green: { text: 'green', colour: 'green' },
  yellow: { text: 'yellow', colour: 'yellow' },
  red: { text: 'red', colour: 'red' },
  'not-checked': { text: 'not checked', colour: 'dim' },
};

/** Formats the checks as a table, with the next steps below it. */
export const checksTable = (items: readonly CheckedItem[]): string => {
  const table = tableWriter([
    { title: 'state', least: 11, overflow: 'wrap' },
    { title: 'check', least: 34, overflow: 'wrap' },
    { title: 'found', least: 30, most: 150, overflow: 'wrap' },
  ]);
  const rows = items.map(({ state, title, found }): Cell[] => [STATE[state], { text: title }, { text: found }]);
  const steps = items.flatMap(({ title, next }) => (next === undefined ? [] : [`${title}: ${next}.\n`]));
  return [table.header(), table.rows(rows), ...(steps.length > 0 ? ['\nNext:\n', ...steps] : [])].join('');
};
