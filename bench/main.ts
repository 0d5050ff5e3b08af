import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startProgress } from '../bin/terminal/progress.ts';
import { MALLOC_ENVIRONMENT } from '../lib/media/malloc-environment.ts';
import { type BenchWorld, buildWorld } from './bench-world.ts';
import { bundleSizes } from './bundles/bundle-sizes.ts';
import { coldStartRuns, coldStarts } from './cold-start/cold-start.ts';
import { concurrencyBursts, concurrentPlays } from './concurrency/concurrency.ts';
import { playsAfterFreeze } from './concurrency/frozen.ts';
import { latencies, latencyTurns } from './latency/latency.ts';
import { runChild, startChild } from './media/child.ts';
import type { FirstBytes } from './media/first-byte.ts';
import { type BenchOptions, parseOptions } from './options.ts';
import { goalsOf } from './report/goals.ts';
import { handlerResults } from './report/handler-results.ts';
import { machine } from './report/machine.ts';
import { withPerformanceSection } from './report/performance-section.ts';
import { printGoals, printMeasurements } from './report/print.ts';
import type { Measurements } from './results.ts';
import { type NodeRuntime, nodeAt, nodeRuntimes } from './runs/node-runtimes.ts';
import { VARIANTS } from './variants/variant.ts';
import { warmCpu, warmCpuRuns } from './warm-cpu/warm-cpu.ts';

/**
 * `npm run bench`: compares the product with the floor and with other implementations. Times are ratios of alternating
 * runs, because machines differ and have other load. A missed goal is reported and does not change the exit code.
 */

const RESULTS_FILE = fileURLToPath(new URL('./results.json', import.meta.url));
const README = fileURLToPath(new URL('../README.md', import.meta.url));
const RECORDING_BYTES = 42_000_000;
const FREEZES = { usual: 50, quick: 5 };

/** Runs one part of the bench under a heading, and shows how far it is. */
const runStage = async <T>(label: string, total: number, run: (tick: () => void) => Promise<T>): Promise<T> => {
  if (!process.stderr.isTTY) process.stderr.write(`${label}\n`);
  const progress = startProgress({ label, unit: 'runs', total });
  let done = 0;
  progress.at(done);
  try {
    return await run(() => progress.at(++done));
  } finally {
    progress.stop();
  }
};

const firstBytes = async (): Promise<FirstBytes> => {
  const objects = startChild('./serve-objects.ts');
  try {
    const { url } = await objects.next<{ url: string }>();
    return await runChild<FirstBytes>('./first-byte.ts', {
      args: [url, String(RECORDING_BYTES)],
      env: MALLOC_ENVIRONMENT,
    });
  } finally {
    objects.stop();
  }
};

const measureHandlers = async (world: BenchWorld, runtimes: readonly NodeRuntime[], options: BenchOptions) => {
  const { rounds, warmRounds } = options;
  const colds = await runStage('Cold starts', coldStartRuns(world, runtimes, rounds), onRun =>
    coldStarts(world, { runtimes, rounds, onRun }),
  );
  const warms = await runStage('Warm CPU', warmCpuRuns(world, runtimes, warmRounds), onRun =>
    warmCpu(world, { runtimes, rounds: warmRounds, onRun }),
  );
  return handlerResults(colds, warms);
};

const measureTheRest = async (world: BenchWorld, runtime: NodeRuntime, { turns, quick }: BenchOptions) => ({
  latencies: await runStage('Latency', latencyTurns(world, turns), onTurn =>
    latencies(world, { runtime, turns, onTurn }),
  ),
  frozen: await runStage('Frozen environments', quick ? FREEZES.quick : FREEZES.usual, onPlay =>
    playsAfterFreeze(world, { runtime, plays: quick ? FREEZES.quick : FREEZES.usual, onPlay }),
  ),
  media: await runStage('Media', 1, firstBytes),
  concurrency: await runStage('Plays at once', concurrencyBursts(quick), onBurst =>
    concurrentPlays({ quick, onBurst }),
  ),
});

const options = parseOptions(process.argv);
const warn = (message: string) => process.stderr.write(`${message}\n`);
const runtimes = options.node === undefined ? nodeRuntimes(warn) : [nodeAt(options.node)];
const world = await buildWorld(options.variants);
try {
  const handlers = await measureHandlers(world, runtimes, options);
  const [runtime] = runtimes;
  const isWhole = options.variants.length === VARIANTS.length && runtime !== undefined;
  const measured: Measurements = {
    handlers,
    bundles: bundleSizes(),
    ...(isWhole && (await measureTheRest(world, runtime, options))),
  };
  const goals = goalsOf(measured);
  printMeasurements(measured, world.variants);
  printGoals(goals);
  const results = { ...machine(), rounds: options.rounds, quick: options.quick, goals, ...measured };
  // The numbers of a quick run are not representative.
  if (isWhole && !options.quick) {
    writeFileSync(RESULTS_FILE, `${JSON.stringify(results, null, 2)}\n`);
    writeFileSync(README, withPerformanceSection(readFileSync(README, 'utf8'), results));
  }
} finally {
  await world.close();
}
