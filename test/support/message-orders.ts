/** Every order of the numbers from 0 to `count` - 1. */
export const permutations = (count: number): readonly (readonly number[])[] =>
  count === 0
    ? [[]]
    : permutations(count - 1).flatMap(order =>
        Array.from({ length: count }, (_, at) => [...order.slice(0, at), count - 1, ...order.slice(at)]),
      );

/** Every sequence of up to `length` numbers from 0 to `count` - 1 in which each of them occurs, some of them repeatedly. */
export const sequencesOfAll = (count: number, length: number): readonly (readonly number[])[] => {
  const extended = (sequences: readonly (readonly number[])[], rest: number): readonly (readonly number[])[] => {
    if (rest === 0) return [];
    // Too few places would be left for the missing numbers.
    const longer = sequences
      .flatMap(sequence => Array.from({ length: count }, (_, next) => [...sequence, next]))
      .filter(sequence => count - new Set(sequence).size < rest);
    return [...longer.filter(sequence => new Set(sequence).size === count), ...extended(longer, rest - 1)];
  };
  return extended([[]], length);
};
