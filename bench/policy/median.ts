const WARM_UP_ROUNDS = 500;
const ROUNDS = 2_000;

/** The median time of one call, nanoseconds: each round runs every call once, after a warm-up. */
export const medianNs = (calls: readonly (() => unknown)[]): number => {
  const round = (): number => {
    const startedAt = process.hrtime.bigint();
    for (const call of calls) call();
    return Number(process.hrtime.bigint() - startedAt) / calls.length;
  };
  for (let warmUp = 0; warmUp < WARM_UP_ROUNDS; warmUp++) round();
  const rounds = Array.from({ length: ROUNDS }, round).sort((a, b) => a - b);
  return rounds[ROUNDS / 2] ?? Number.NaN;
};
