/** Returns the value below which a share of the values lies, interpolated. */
export const quantile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  const above = sorted[Math.ceil(at)] ?? Number.NaN;
  return below + (above - below) * (at - Math.floor(at));
};

/** The median, and the first and third quartile. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

export const spreadOf = (values: readonly number[]): Spread => ({
  median: quantile(values, 0.5),
  low: quantile(values, 0.25),
  high: quantile(values, 0.75),
});

/** Returns the ratios of two series, round by round, because other load affects both runs of a round. */
export const pairedRatio = (values: readonly number[], references: readonly number[]): Spread =>
  spreadOf(values.flatMap((value, round) => (references[round] === undefined ? [] : [value / references[round]])));

/** Returns the values in random order. */
export const shuffled = <T>(values: readonly T[]): T[] =>
  values
    .map(value => ({ value, order: Math.random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ value }) => value);
