/** Maps in order, with up to `ahead` calls at the same time. Throws the first failure. */
export async function* mapAhead<A, B>(
  inputs: Iterable<A>,
  ahead: number,
  map: (input: A) => Promise<B>,
): AsyncGenerator<B> {
  const underWay: Promise<B>[] = [];
  const start = (input: A) => {
    const result = map(input);
    // A call may fail before its result is due. It is then thrown when due, and not as an unhandled rejection.
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
