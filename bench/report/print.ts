import { colours } from '../../bin/terminal/colours.ts';
import type { Column } from '../../bin/terminal/column-widths.ts';
import { type Cell, tableWriter } from '../../bin/terminal/table.ts';
import type { HandlerResult, Measurements } from '../results.ts';
import type { Variant } from '../variants/variant.ts';
import type { Goal } from './goals.ts';
import type { Spread } from './statistics.ts';

const print = (title: string, columns: readonly Column[], rows: readonly (readonly (string | Cell)[])[]): void => {
  if (rows.length === 0) return;
  const table = tableWriter(columns);
  const cells = rows.map(row => row.map(cell => (typeof cell === 'string' ? { text: cell } : cell)));
  process.stdout.write(`\n${colours.bold(title)}\n${table.header()}${table.rows(cells)}`);
};

const columns = (widths: Readonly<Record<string, number>>): Column[] =>
  Object.entries(widths).map(([title, least]) => ({ title, least, overflow: 'cut' as const }));

const ratio = (spread: Spread | undefined): string =>
  spread === undefined || Number.isNaN(spread.median)
    ? '–'
    : `${spread.median.toFixed(2)} (${spread.low.toFixed(2)}–${spread.high.toFixed(2)})`;
const rounded = ({ median }: Spread, digits = 0): string => (Number.isNaN(median) ? '–' : median.toFixed(digits));
const kilobytes = (bytes: number | undefined): string =>
  bytes === undefined ? '–' : (bytes / 1000).toFixed(bytes < 10_000 ? 1 : 0);

/** Prints the table of all variants. */
const printHandlers = (handlers: readonly HandlerResult[], variants: readonly Variant[]): void => {
  const sizes = new Map(variants.map(({ name, code }) => [name, code]));
  print(
    'Handlers: medians in ms; ratios with their first and third quartile',
    columns({
      node: 10,
      to: 7,
      variant: 16,
      init: 6,
      '+ answer': 10,
      '/ floor': 19,
      '/ peer': 19,
      CPU: 6,
      'CPU / floor': 19,
      process: 9,
      'RSS MB': 8,
      'warm CPU': 10,
      '/ straightforw.': 19,
      KB: 6,
      'gz KB': 6,
    }),
    handlers.map(result => [
      result.node,
      result.transport,
      { text: result.variant, ...(result.variant === 'ours' && { colour: 'green' as const }) },
      rounded(result.initMs),
      rounded(result.initAndAnswerMs),
      ratio(result.toFloor),
      ratio(result.toPeer),
      rounded(result.cpuToAnswerMs),
      ratio(result.cpuToAnswerToFloor),
      rounded(result.processMs),
      rounded(result.rssMb),
      rounded(result.warmCpuMs, 2),
      ratio(result.warmCpuToStraightforward),
      kilobytes(sizes.get(result.variant)?.bytes),
      kilobytes(sizes.get(result.variant)?.gzippedBytes),
    ]),
  );
};

/** Prints all measurements for a person. */
export const printMeasurements = (measured: Measurements, variants: readonly Variant[]): void => {
  printHandlers(measured.handlers, variants);
  print(
    'Latency of a warm play, services with delays',
    columns({ variant: 18, token: 20, 'bound ms': 10, 'p50 ms': 9, '/ bound': 9, 'p95 ms': 9, '/ bound ': 9 }),
    (measured.latencies ?? []).map(one => [
      one.variant,
      one.plays,
      String(one.boundMs),
      one.p50Ms.toFixed(1),
      (one.p50Ms / one.boundMs).toFixed(3),
      one.p95Ms.toFixed(1),
      (one.p95Ms / one.boundMs).toFixed(3),
    ]),
  );
  print(
    'Plays at once against the local stack',
    columns({
      plays: 8,
      'a second': 10,
      'p50 ms': 9,
      'p99 ms': 9,
      'CPU busy': 10,
      'main thread': 12,
      failed: 8,
      'not recorded': 14,
    }),
    (measured.concurrency ?? []).map(one => [
      String(one.playsAtOnce),
      one.playsPerSecond.toFixed(0),
      one.p50Ms.toFixed(0),
      one.p99Ms.toFixed(0),
      `${(one.cpuShare * 100).toFixed(0)} %`,
      `${(one.mainThreadShare * 100).toFixed(0)} %`,
      String(one.failed),
      String(one.unrecorded),
    ]),
  );
};

/** Prints each goal with its limit, its value and whether it is met. */
export const printGoals = (goals: readonly Goal[]): void =>
  print(
    'Goals, each with its worst value',
    columns({ goal: 52, 'at most': 10, measured: 11, ratio: 8, met: 5, where: 26 }),
    goals.map(({ goal, atMost, measured, unit, met, where }) => [
      goal,
      amount(atMost, unit),
      amount(measured, unit),
      // There is no ratio to a limit of 0.
      atMost === 0 ? '–' : (measured / atMost).toFixed(2),
      { text: met ? 'yes' : 'no', colour: met ? 'green' : 'red' },
      where,
    ]),
  );

/** Returns a value with its unit. */
export const amount = (value: number, unit: Goal['unit']): string =>
  unit === '' ? String(value) : `${unit === '×' ? value.toFixed(2) : Math.round(value)} ${unit}`;
