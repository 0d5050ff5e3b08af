/** Maps in order, with up to `ahead` results under way at a time. The first failure ends it. */
export async function* mapAhead<A, B>(
  inputs: Iterable<A>,
  ahead: number,
  map: (input: A) => Promise<B>,
): AsyncGenerator<B> {
  const underWay: Promise<B>[] = [];
  const start = (input: A) => {
    const result = map(input);
    // It may fail before its turn comes; then it is reported in its turn, not as unhandled.
    result.catch(() => {});
    underWay.push(result);
  };
  for (const input of inputs) {
    start(input);
    const due = underWay.length >= ahead ? underWay.shift() : undefined;
    if (due) yield await due;
  }
  for (const due of underWay) yield await due;
}
