import fc from 'fast-check';

/** The seed and length of a tape: the same reel gives the same choices. */
export interface Reel {
  readonly seed: number;
  readonly length: number;
}

/** Long enough to generate a policy set and sixteen requests completely. */
export const LONGEST_TAPE = 6_000;
/** Shorter tapes give almost empty policies. */
const SHORTEST_TAPE = 1_000;

export const reelOf = (seed: number, length: number): Reel => ({ seed, length });

/** Reels for fast-check. A failing case is shrunk by shortening its tape, not by trying thousands of other bytes. */
export const reels: fc.Arbitrary<Reel> = fc
  .tuple(fc.noShrink(fc.integer()), fc.integer({ min: SHORTEST_TAPE, max: LONGEST_TAPE }))
  .map(([seed, length]) => reelOf(seed, length));

/**
 * A finite source of choices. Generators read it from left to right. At its end every choice is the first option, which
 * is always the simplest. So generation ends, and a shorter tape gives a simpler case.
 */
export class Tape {
  readonly #length: number;
  #state: number;
  #position = 0;

  constructor({ seed, length }: Reel) {
    this.#state = seed;
    this.#length = length;
  }

  /** Returns a number from 0 to `count` − 1. */
  below(count: number): number {
    return this.exhausted ? 0 : this.#next() % count;
  }

  /** Returns true in `percent` of 100 cases, and false at the end of the tape. */
  chance(percent: number): boolean {
    return this.below(10_000) >= 10_000 - percent * 100;
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)] as T;
  }

  get exhausted(): boolean {
    return this.#position >= this.#length;
  }

  /** Mulberry32: 32 well-mixed bits. */
  #next(): number {
    this.#position++;
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }
}
