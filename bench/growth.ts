import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { startProgress } from '../bin/terminal/progress.ts';
import { startLocalStack } from '../local/stack.ts';
import { fillTables } from './growth/fill-tables.ts';
import { type FilledStack, type Growth, growthRounds } from './growth/growth-rounds.ts';

/**
 * `npm run bench:growth`: measures whether a play and the audit's queries take longer when the tables are large. Both sizes
 * are measured in turns, because machines have other load. A missed goal is reported and does not change the exit code.
 */

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
const SMALL_ITEMS = 1_000;
const MOST_TIMES = 1.05;

const wholeNumber = (text: string): number => {
  if (!/^[1-9]\d{0,7}$/.test(text)) throw new InvalidArgumentError('A whole number from 1 to 99999999 is needed.');
  return Number(text);
};

const { items, rounds } = new Command('npm run bench:growth --')
  .description(`Compares tables of ${SMALL_ITEMS} items with large ones in the embedded database.`)
  .option('--items <n>', 'items of the large audit table, and of the large catalog', wholeNumber, 1_000_000)
  .option('--rounds <n>', 'rounds, in each of which every operation runs 20 times on both', wholeNumber, 40)
  .parse()
  .opts<{ items: number; rounds: number }>();

const startFilled = async (folder: string, count: number): Promise<FilledStack> => {
  const options = { dataDir: folder, playback: { throttle: { ratePerSecond: 10_000, burst: 5_000 } } };
  // Makes the tables.
  const empty = await startLocalStack(options);
  await empty.close();
  const progress = startProgress({ label: `${count} items`, unit: 'items', total: count });
  try {
    const filled = await fillTables(join(folder, 'dynamodb'), empty.description.tables, {
      items: count,
      onItems: done => progress.at(done),
    });
    return { stack: await startLocalStack(options), filled };
  } finally {
    progress.stop();
  }
};

const measure = async (stacks: { small: FilledStack; large: FilledStack }): Promise<Growth[]> => {
  const progress = startProgress({ label: 'measuring', unit: 'rounds', total: rounds + 1 });
  let done = 0;
  try {
    return await growthRounds(stacks, { rounds, onRound: () => progress.at(++done) });
  } finally {
    progress.stop();
  }
};

const print = (growths: readonly Growth[]): void => {
  console.log(`${SMALL_ITEMS} against ${items} items in the audit table and in the catalog, ${rounds} rounds\n`);
  console.log('operation      small ms  large ms  ratio (middle half)   goal     met');
  for (const { operation, smallMs, largeMs, ratio } of growths) {
    const spread = `${ratio.median.toFixed(3)} (${ratio.low.toFixed(3)}–${ratio.high.toFixed(3)})`;
    const cells = [operation.padEnd(14), smallMs.toFixed(2).padStart(8), largeMs.toFixed(2).padStart(9)];
    console.log(
      `${cells.join(' ')}  ${spread.padEnd(21)} ≤ ${MOST_TIMES}   ${ratio.median <= MOST_TIMES ? 'yes' : 'no'}`,
    );
  }
};

const folder = await mkdtemp(join(tmpdir(), 'flex-secure-playback-growth-'));
const started: FilledStack[] = [];
try {
  const startedAt = performance.now();
  const small = await startFilled(join(folder, 'small'), SMALL_ITEMS);
  started.push(small);
  const large = await startFilled(join(folder, 'large'), items);
  started.push(large);
  console.log(`filled and started after ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
  print(await measure({ small, large }));
} finally {
  for (const { stack } of started) await stack.close();
  await rm(folder, { recursive: true, force: true });
}
