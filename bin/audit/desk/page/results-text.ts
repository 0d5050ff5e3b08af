import type { EventsPage } from '../desk-model.ts';

/** Says how many events are shown, and what of the period was read. */
export const aboutPage = ({ range, next, readBackTo, recordingSids }: EventsPage, shown: number): string => {
  const events = shown === 0 ? 'No events' : `${shown} ${shown === 1 ? 'event' : 'events'}`;
  const recordings =
    recordingSids &&
    `The catalog knows ${recordingSids.length || 'no'} ${recordingSids.length === 1 ? 'recording' : 'recordings'} of it.`;
  const read = next
    ? `Read back to ${minuteOf(readBackTo ?? '')}; there is more.`
    : `All events from ${minuteOf(range.from)} to ${minuteOf(range.to)} were read.`;
  return [`${events}.`, recordings, read].filter(text => text !== undefined).join(' ');
};

/** Formats a time to the minute; the beginning and the end of time by words. */
const minuteOf = (time: string): string => {
  if (time.startsWith('0000')) return 'the beginning';
  if (time.startsWith('9999')) return 'now';
  return `${time.slice(0, 10)} ${time.slice(11, 16)}`;
};
