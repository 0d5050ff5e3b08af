import { Command, InvalidArgumentError, Option } from 'commander';
import { VARIANTS, type VariantName } from './variants/variant.ts';

/** Which parts of the bench run, and how often. */
export interface BenchOptions {
  /** Number of new processes of each variant, under each Node and transport. */
  readonly rounds: number;
  /** Fresh processes whose warm CPU is measured. */
  readonly warmRounds: number;
  /** Turns of 20 plays with delays. */
  readonly turns: number;
  readonly variants: readonly VariantName[];
  /** Measure with this Node alone. */
  readonly node: string | undefined;
  readonly quick: boolean;
}

const DEFAULT_ROUNDS = 15;
const QUICK_ROUNDS = 3;

const wholeNumber = (text: string): number => {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError('A whole number from 1 to 9999 is needed.');
  return Number(text);
};

/** Reads the command line; ends the process with a message when it is wrong. */
export const parseOptions = (argv: readonly string[]): BenchOptions => {
  const program = new Command('npm run bench --')
    .description('Measures cold start, warm CPU, latency, media and concurrency against yardsticks.')
    .option('--rounds <n>', `new processes per variant (default: ${DEFAULT_ROUNDS})`, wholeNumber)
    .addOption(
      new Option('--only <variant...>', 'measure the handlers of these variants only, and nothing else').choices(
        VARIANTS,
      ),
    )
    .option('--node <path>', 'measure with this Node only (default: 24 and 22 from the npm registry)')
    .option(
      '--quick',
      `${QUICK_ROUNDS} rounds and fewer repetitions, to try the bench; the numbers are not representative`,
    )
    .parse([...argv]);
  const { rounds, only, node, quick } = program.opts<{
    rounds?: number;
    only?: VariantName[];
    node?: string;
    quick?: true;
  }>();
  return {
    rounds: rounds ?? (quick ? QUICK_ROUNDS : DEFAULT_ROUNDS),
    warmRounds: quick ? 2 : 5,
    turns: quick ? 3 : 15,
    variants: only ?? VARIANTS,
    node,
    quick: quick === true,
  };
};
