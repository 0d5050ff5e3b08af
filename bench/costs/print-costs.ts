import { colours } from '../../bin/terminal/colours.ts';
import type { Column } from '../../bin/terminal/column-widths.ts';
import { print } from '../../bin/terminal/output.ts';
import { tableWriter } from '../../bin/terminal/table.ts';
import * as assumptions from './assumptions.ts';
import { dollars } from './document.ts';
import type { CostMeasurements, OptionName, PlayKind } from './measurements.ts';
import type { MemoryChoice } from './memory-choice.ts';
import type { MonthlyCosts, Volume } from './monthly-costs.ts';
import { type Prices, pricesFromMemory } from './prices.ts';

/** The complete output of one run of the program. */
export interface CostReport {
  readonly kind: PlayKind;
  readonly with: readonly OptionName[];
  readonly volume: Volume;
  readonly costs: MonthlyCosts;
  readonly prices: Prices;
  readonly measured: CostMeasurements;
}

const whole = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: 0 });
const column = (title: string, least: number): Column => ({ title, least, overflow: 'cut' });
const printTable = (columns: readonly Column[], rows: readonly (readonly string[])[]): void => {
  const table = tableWriter(columns);
  print(`${table.header()}${table.rows(rows.map(row => row.map(text => ({ text }))))}`);
};

/** Prints the costs as a table, with their assumptions. */
export const printCosts = ({ kind, volume, costs, prices, measured }: CostReport): void => {
  const title = `${whole(volume.plays)} plays (${kind}) and ${whole(volume.recordedCalls)} recorded calls a month`;
  print(`\n${colours.bold(title)}\n`);
  printTable(
    [column('part', 42), column('by', 14), column('US dollars', 16)],
    [
      ...costs.lines.map(({ part, basis, usd }) => [part, basis, dollars(usd)]),
      ['together', '', dollars(costs.total)],
      ['of that, for each million plays', '', dollars(costs.perPlay * 1e6)],
    ],
  );
  const guessed = pricesFromMemory(prices).length;
  print(
    [
      `\nMeasured on ${measured.date} with ${measured.node}: calls, items and their sizes in each index, log bytes, CPU time.`,
      'Counted in the template: alarms with their metrics, keys. Not measured: functions of options and on a schedule. Their requests follow from their code.',
      'Assumed (bench/costs/assumptions.ts): durations of these functions, recording length, waiting for services, transfer rates, share of cold starts, callbacks a call, lines that AWS logs.',
      `Prices: ${prices.region}, ${prices.date}. ${guessed > 0 ? `${guessed} of ${Object.keys(prices.usd).length} were written from memory: check them. ` : ''}${prices.source}\n`,
    ].join('\n'),
  );
};

/** Returns the output as an object for programs. */
export const costsJson = ({ kind, with: options, volume, costs, prices, measured }: CostReport): object => ({
  kind,
  with: options,
  ...volume,
  totalUsd: costs.total,
  usdPerPlay: costs.perPlay,
  lines: costs.lines,
  prices: { region: prices.region, date: prices.date, source: prices.source, fromMemory: pricesFromMemory(prices) },
  measured: { date: measured.date, node: measured.node, machine: measured.machine, rounds: measured.rounds },
  assumed: assumptions,
});

/** Prints the memory sizes of each function, and which is the cheapest that is fast enough. */
export const printMemory = (choices: readonly MemoryChoice[]): void => {
  for (const { name, kind, rows, chosenMb, rule } of choices) {
    print(`\n${colours.bold(`${name} (${kind})`)}: ${rule}\n`);
    printTable(
      [
        column('MB', 6),
        column('cold ms', 8),
        column('warm ms', 8),
        column('charged ms', 11),
        column('a million', 10),
        column('', 9),
      ],
      rows.map(row => [
        String(row.memoryMb),
        ...[row.coldMs, row.warmMs, row.billedMs].map(value => value.toFixed(0)),
        dollars(row.perMillion),
        row.memoryMb === chosenMb ? '← chosen' : '',
      ]),
    );
  }
};
