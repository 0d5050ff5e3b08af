import { mergedRanges, type Range } from '../../shared/timeline/merged-ranges.ts';

/** Ranges that are stored for a link. A person who jumps around must not be able to make its item large. */
const MOST_RANGES = 64;

/** Which bytes of a recording have left. */
export interface CoveredBytes {
  /** Sorted, without overlaps, at most 64. */
  readonly ranges: readonly Range[];
  /** Bytes in `ranges` that may not have left: of the smallest gaps, which are joined when there are too many ranges. */
  readonly joinedGapBytes: number;
}

/** Adds a range. Bytes that have left before count once. */
export const withRange = ({ ranges, joinedGapBytes }: CoveredBytes, range: Range): CoveredBytes => {
  const merged = mergedRanges([...ranges, range]);
  let joined = joinedGapBytes;
  while (merged.length > MOST_RANGES) {
    const gaps = merged.slice(1).map(([from], index) => from - (merged[index]?.[1] ?? 0));
    const smallest = Math.min(...gaps);
    const index = gaps.indexOf(smallest);
    const [left, right] = [merged[index], merged[index + 1]];
    if (left && right) merged.splice(index, 2, [left[0], right[1]]);
    joined += smallest;
  }
  return { ranges: merged, joinedGapBytes: joined };
};
