import type { Column } from './column-widths.ts';

/** A time as the audit writer writes it: ISO 8601, UTC, milliseconds. */
const ISO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** Returns a column for times, without its cells. The title says which time zone it has. */
export const timeColumn = (title: string, isLocal: boolean): Column =>
  isLocal
    ? { title: `${title} (LOCAL)`, least: 25, overflow: 'wrap' }
    : { title: `${title} (UTC)`, least: 19, overflow: 'wrap' };

/**
 * Formats a time with seconds, as a column is too narrow for more: in UTC, or in the time zone of this computer with the
 * offset, because an hour occurs twice when the clocks go back. Returns any other text unchanged.
 */
export const timeText = (time: string, isLocal: boolean): string => {
  if (!ISO_TIME.test(time) || Number.isNaN(Date.parse(time))) return time;
  return isLocal ? localText(new Date(time)) : secondOf(time);
};

const localText = (time: Date): string => {
  const offsetMinutes = -time.getTimezoneOffset();
  const local = new Date(time.getTime() + offsetMinutes * 60_000);
  const parts = [Math.floor(Math.abs(offsetMinutes) / 60), Math.abs(offsetMinutes) % 60];
  const offset = parts.map(part => String(part).padStart(2, '0')).join(':');
  return `${secondOf(local.toISOString())}${offsetMinutes < 0 ? '-' : '+'}${offset}`;
};

const secondOf = (isoTime: string): string => isoTime.slice(0, 19).replace('T', ' ');
