import { type Cell, tableWriter } from '../terminal/table.ts';
import type { PlannedSetting, SettingState } from './planned-setting.ts';

const STATE: Readonly<Record<SettingState, Pick<Cell, 'text' | 'colour'>>> = {
  set: { text: 'set', colour: 'green' },
  change: { text: 'to change', colour: 'yellow' },
  taken: { text: 'taken', colour: 'red' },
  'by-hand': { text: 'by hand', colour: 'red' },
  optional: { text: 'optional', colour: 'dim' },
  unknown: { text: 'unknown', colour: 'dim' },
};

/** Formats settings as a table: before and after, and below it the advice for the operator. */
export const settingsTable = (settings: readonly PlannedSetting[]): string => {
  const table = tableWriter([
    { title: 'setting', least: 28, overflow: 'wrap' },
    { title: 'state', least: 9, overflow: 'wrap' },
    { title: 'before', least: 16, good: 50, overflow: 'wrap' },
    { title: 'after', least: 16, good: 60, most: 120, overflow: 'wrap' },
  ]);
  const rows = settings.map(({ title, state, before, after }): Cell[] => [
    { text: title },
    STATE[state],
    { text: before },
    state === 'set' ? { text: 'unchanged', colour: 'dim' } : { text: after },
  ]);
  const advice = settings.flatMap(setting => (setting.advice ? [`${setting.title}: ${setting.advice}.\n`] : []));
  return [table.header(), table.rows(rows), ...(advice.length > 0 ? ['\n', ...advice] : [])].join('');
};
