import type { ItemValue, StoredItem } from '../audit/chain/stored-item.ts';
import { mergedRanges, type Range, totalOf } from '../shared/timeline/merged-ranges.ts';
import type { HeardLink } from './heard-link.ts';

/** What one event says about what left with a link. */
export interface HeardPart {
  readonly firstAt: string;
  readonly lastAt: string;
  readonly requests: number;
  readonly bytes: number;
  readonly heardSeconds: number | undefined;
  readonly recordingSeconds: number | undefined;
  /** Undefined if only the number of seconds is known. */
  readonly ranges: readonly Range[] | undefined;
  readonly hasJoinedGaps: boolean;
  readonly isOtherAddress: boolean;
}

/** Reads a `media_heard` or `media_fetched` event. Somebody may have changed it, so everything in it may be anything. */
export const heardPartOf = (item: StoredItem): HeardPart => ({
  firstAt: textOf(item['first_at']),
  lastAt: textOf(item['last_at']),
  requests: numberOf(item['requests']) ?? 1,
  bytes: numberOf(item['bytes']) ?? 0,
  heardSeconds: numberOf(item['heard_seconds']),
  recordingSeconds: numberOf(item['recording_seconds']),
  ranges: rangesOf(item['heard_ranges']),
  hasJoinedGaps: numberOf(item['heard_gap_seconds']) !== undefined,
  isOtherAddress: item['other_address'] === true,
});

/** The sums of a link's parts. */
export type HeardSums = Pick<
  HeardLink,
  | 'requests'
  | 'bytes'
  | 'firstAt'
  | 'lastAt'
  | 'heardSeconds'
  | 'recordingSeconds'
  | 'ranges'
  | 'precision'
  | 'otherAddress'
>;

/** Adds the parts of one link up. Seconds that occur in several of them count once. */
export const sumOfParts = (parts: readonly HeardPart[]): HeardSums => {
  const inOrder = [...parts].sort((a, b) => (a.firstAt < b.firstAt ? -1 : 1));
  const [first] = inOrder;
  return {
    requests: parts.reduce((sum, { requests }) => sum + requests, 0),
    bytes: parts.reduce((sum, { bytes }) => sum + bytes, 0),
    ...(first && {
      firstAt: first.firstAt,
      lastAt:
        parts
          .map(({ lastAt }) => lastAt)
          .sort()
          .at(-1) ?? '',
    }),
    ...secondsOfParts(inOrder),
    otherAddress: parts.some(({ isOtherAddress }) => isOtherAddress),
  };
};

const secondsOfParts = (
  parts: readonly HeardPart[],
): Pick<HeardSums, 'heardSeconds' | 'recordingSeconds' | 'ranges' | 'precision'> => {
  const recordingSeconds = parts.find(part => part.recordingSeconds !== undefined)?.recordingSeconds;
  const isExact = parts.every(({ ranges, hasJoinedGaps }) => ranges && !hasJoinedGaps);
  const precision = isExact ? 'exact' : 'at_most';
  if (recordingSeconds === undefined || parts.some(({ heardSeconds }) => heardSeconds === undefined)) {
    return { ranges: [], precision };
  }
  const known = mergedRanges(parts.flatMap(({ ranges = [] }) => ranges));
  const lengths = parts.flatMap(({ ranges, heardSeconds = 0 }) => (ranges ? [] : [heardSeconds]));
  const most = totalOf(known) + lengths.reduce((sum, seconds) => sum + seconds, 0);
  return {
    recordingSeconds,
    heardSeconds: Math.min(most, recordingSeconds),
    ranges: continued(known, lengths, recordingSeconds),
    precision,
  };
};

/** Places parts whose position is not known one behind the other, as a player reads that begins at the beginning. */
const continued = (known: readonly Range[], lengths: readonly number[], end: number): readonly Range[] => {
  let ranges = known;
  for (const seconds of lengths) {
    const [first] = ranges;
    const from = first && first[0] === 0 ? first[1] : 0;
    ranges = mergedRanges(ranges.concat([[from, Math.min(from + seconds, end)]]));
  }
  return ranges;
};

export const textOf = (value: ItemValue | undefined): string => (typeof value === 'string' ? value : '');

const numberOf = (value: ItemValue | undefined): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;

const rangesOf = (value: ItemValue | undefined): Range[] | undefined => {
  if (!Array.isArray(value)) return undefined;
  const pairs = value.map(pair => (Array.isArray(pair) ? pair.map(numberOf) : []));
  const ranges = pairs.flatMap(([from, to]): Range[] => (from === undefined || to === undefined ? [] : [[from, to]]));
  return ranges.length === value.length ? mergedRanges(ranges) : undefined;
};
