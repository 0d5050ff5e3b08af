import type { Range } from '../shared/timeline/merged-ranges.ts';
import type { HeardLink } from './heard-link.ts';

/** Says how much of the recording was heard: `heard 3:12 of 4:00 (80 %)`, or why this is not known. */
export const heardText = (link: HeardLink): string => {
  const heard = link.requests === 0 ? nothingText(link) : `heard ${amountText(link)}`;
  return link.state === 'open' && link.requests > 0 ? `${heard}, still open` : heard;
};

const nothingText = ({ state, delivery, wasOpened }: HeardLink): string => {
  switch (state) {
    case 'open':
      return wasOpened ? 'opened, still open' : 'still open';
    case 'not_used':
      return 'not used';
    case 'pending':
      return delivery === 's3' ? "not used so far; S3's log can be late" : 'ended, not yet on record';
    default:
      return wasOpened ? 'opened, nothing on record' : 'use not recorded';
  }
};

interface Amount extends Pick<HeardLink, 'precision' | 'bytes'> {
  readonly heardSeconds?: number | undefined;
  readonly recordingSeconds?: number | undefined;
}

/** Says how much left: `3:12 of 4:00 (80 %)`, or the number of bytes if the seconds are not known. */
export const amountText = ({ heardSeconds, recordingSeconds, precision, bytes }: Amount): string => {
  if (heardSeconds === undefined || !recordingSeconds) return `${bytes.toLocaleString('en-US')} bytes`;
  const share = heardSeconds >= recordingSeconds ? 100 : Math.floor((heardSeconds / recordingSeconds) * 100);
  const most = precision === 'exact' ? '' : 'at most ';
  return `${most}${clockText(heardSeconds)} of ${clockText(recordingSeconds)} (${share} %)`;
};

/** Says which parts left: `0:00–1:30, 2:00–4:00`. */
export const rangesText = (ranges: readonly Range[]): string =>
  ranges.map(([from, to]) => `${clockText(from)}–${clockText(to)}`).join(', ');

/** Formats seconds as a player shows them: `3:12`, `1:03:12`. */
const clockText = (seconds: number): string => {
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const tail = String(rest).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${tail}` : `${minutes}:${tail}`;
};
