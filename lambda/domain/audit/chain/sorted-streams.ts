type Compare<A, B = A> = (a: A, b: B) => number;

/** Merges sorted streams into one sorted stream. Memory: one element of each. */
export async function* mergeSorted<T>(streams: readonly AsyncIterable<T>[], compare: Compare<T>): AsyncGenerator<T> {
  const iterators = streams.map(stream => stream[Symbol.asyncIterator]());
  try {
    const heads = await Promise.all(iterators.map(async iterator => ({ iterator, next: await iterator.next() })));
    for (;;) {
      let smallest: (typeof heads)[number] | undefined;
      for (const head of heads) {
        if (head.next.done) continue;
        if (!smallest || compare(head.next.value, smallest.next.value) < 0) smallest = head;
      }
      if (!smallest) return;
      yield smallest.next.value;
      smallest.next = await smallest.iterator.next();
    }
  } finally {
    await Promise.all(iterators.map(iterator => iterator.return?.()));
  }
}

/** An element of one stream, or two equal elements, one of each. */
export interface Joined<A, B> {
  readonly left?: A;
  readonly right?: B;
}

/** Joins two sorted streams. Memory: one element of each. */
export async function* joinSorted<A, B>(
  left: AsyncIterable<A>,
  right: AsyncIterable<B>,
  compare: Compare<A, B>,
): AsyncGenerator<Joined<A, B>> {
  const lefts = left[Symbol.asyncIterator]();
  const rights = right[Symbol.asyncIterator]();
  try {
    let [a, b] = await Promise.all([lefts.next(), rights.next()]);
    while (!a.done || !b.done) {
      const order = a.done ? 1 : b.done ? -1 : compare(a.value, b.value);
      if (order === 0) {
        yield { left: a.value, right: b.value };
        [a, b] = await Promise.all([lefts.next(), rights.next()]);
      } else if (order < 0) {
        yield { left: a.value };
        a = await lefts.next();
      } else {
        yield { right: b.value };
        b = await rights.next();
      }
    }
  } finally {
    await Promise.all([lefts.return?.(), rights.return?.()]);
  }
}
