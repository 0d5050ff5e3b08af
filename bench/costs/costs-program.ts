import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { EXIT_CODE, type ExitCode, UsageError } from '../../bin/terminal/exit-code.ts';
import { print, printJson } from '../../bin/terminal/output.ts';
import { startProgress } from '../../bin/terminal/progress.ts';
import { costLines } from './cost-lines.ts';
import { costDocument } from './document.ts';
import {
  MEASUREMENTS_FILE,
  OPTIONS,
  type OptionName,
  PLAYS,
  type PlayKind,
  recordedMeasurements,
} from './measurements.ts';
import { MEMORY_CASES, memoryChoice } from './memory-choice.ts';
import { monthlyCosts } from './monthly-costs.ts';
import { optionLines } from './option-lines.ts';
import { readPrices } from './prices.ts';
import { costsJson, printCosts, printMemory } from './print-costs.ts';

interface Options {
  readonly plays: number;
  readonly recordedCalls?: number;
  readonly kind: PlayKind;
  readonly with: readonly OptionName[];
  readonly prices?: string;
  readonly json?: true;
  readonly memory?: true;
  readonly markdown?: true;
  readonly measure?: true;
  readonly rounds: number;
}

const count = (text: string): number => {
  if (!/^[1-9]\d{0,11}$/.test(text)) throw new InvalidArgumentError('A whole number from 1 is needed.');
  return Number(text);
};

/** Builds `npm run costs`. */
export const costsProgram = (exitWith: (code: ExitCode) => void): Command =>
  new Command('npm run costs --')
    .description('Says what a month costs on AWS: measured durations and request units, times a price list.')
    .option('--plays <n>', 'plays a month', count, 1_000_000)
    .option('--recorded-calls <n>', 'calls a month that are recorded (default: as many as plays)', count)
    .addOption(new Option('--kind <kind>', 'how recordings are played').choices(PLAYS).default('s3'))
    .addOption(
      new Option('--with <option...>', 'add what options of the deployment cost').choices(OPTIONS).default([], 'none'),
    )
    .option('--prices <file>', 'your own price list (default: bench/costs/prices.json)')
    .addOption(new Option('--json', 'print JSON').conflicts('markdown'))
    .option('--memory', 'compare the memory sizes of the functions')
    .option('--markdown', 'print docs/costs.md')
    .option('--measure', 'measure again on this machine, and record that in bench/costs/measured.json')
    .option('--rounds <n>', 'with --measure: new processes of each function', count, 15)
    .addHelpText('after', `\nExit codes: ${EXIT_CODE.found} printed; ${EXIT_CODE.usage} wrong option or price list.`)
    .action(async (options: Options) => {
      if (options.measure) await measure(options.rounds);
      const measured = recordedMeasurements();
      // npm runs scripts in the package's folder. This variable has the folder in which the user called npm.
      const calledIn = process.env['INIT_CWD'] ?? process.cwd();
      const prices = options.prices ? readPrices(resolve(calledIn, options.prices)) : readPrices();
      if (options.markdown) print(costDocument(measured, prices));
      else if (options.memory) {
        const choices = MEMORY_CASES.map(of => memoryChoice(measured, prices, of));
        if (options.json) printJson(choices, 2);
        else printMemory(choices);
      } else {
        const volume = { plays: options.plays, recordedCalls: options.recordedCalls ?? options.plays };
        const added = [...new Set(options.with)].flatMap(name => optionLines(measured, options.kind, name));
        const costs = monthlyCosts([...costLines(measured, options.kind), ...added], prices, volume);
        const report = { kind: options.kind, with: options.with, volume, costs, prices, measured };
        if (options.json) printJson(costsJson(report), 2);
        else printCosts(report);
      }
      exitWith(EXIT_CODE.found);
    });

/** Imported only for a measurement: the local stack takes seconds to load, and the calculation does not need it. */
const measure = async (rounds: number): Promise<void> => {
  const [{ measureCosts, measuredPlays }, { nodeRuntimes }] = await Promise.all([
    import('./measure/measure-costs.ts'),
    import('../runs/node-runtimes.ts'),
  ]);
  const runtime = nodeRuntimes(message => process.stderr.write(`${message}\n`)).find(({ version }) =>
    version.startsWith('v24.'),
  );
  if (!runtime) throw new UsageError('--measure needs Node 24 from the npm registry, which could not be installed.');
  const progress = startProgress({ label: 'measuring', unit: 'plays', total: measuredPlays(rounds) });
  let done = 0;
  progress.at(done);
  try {
    const measured = await measureCosts({ runtime, rounds, onPlay: () => progress.at(++done) });
    writeFileSync(MEASUREMENTS_FILE, `${JSON.stringify(measured, null, 2)}\n`);
  } finally {
    progress.stop();
  }
};
