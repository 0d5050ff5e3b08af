/** After this time the compiler has optimised the code, also on a busy machine. */
const WARM_UP_MS = 500;
const MEASURED_MS = 1_000;

/** Measures the median time of one call in nanoseconds. After a warm-up, each round runs every call once. */
export const measureMedianNs = (calls: readonly (() => unknown)[]): number => {
  const round = (): number => {
    const startedAt = process.hrtime.bigint();
    for (const call of calls) call();
    return Number(process.hrtime.bigint() - startedAt) / calls.length;
  };
  for (const end = Date.now() + WARM_UP_MS; Date.now() < end; ) round();
  const rounds: number[] = [];
  for (const end = Date.now() + MEASURED_MS; Date.now() < end; ) rounds.push(round());
  return rounds.sort((a, b) => a - b)[Math.floor(rounds.length / 2)] ?? Number.NaN;
};
