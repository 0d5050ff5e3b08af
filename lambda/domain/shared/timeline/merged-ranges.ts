/** A part of something that is counted from 0: of bytes or seconds. The end is not part of it. */
export type Range = readonly [from: number, to: number];

/** Returns the union of ranges: sorted, without overlaps, and touching ones joined. Leaves out empty ranges. */
export const mergedRanges = (ranges: readonly Range[]): Range[] => {
  const sorted = ranges.filter(([from, to]) => to > from).sort((a, b) => a[0] - b[0]);
  const merged: [number, number][] = [];
  for (const [from, to] of sorted) {
    const last = merged.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
};

/** Returns the length of ranges that do not overlap. */
export const totalOf = (ranges: readonly Range[]): number => ranges.reduce((sum, [from, to]) => sum + to - from, 0);
