import { SingleBar } from 'cli-progress';
import { note } from '../../terminal/output.ts';
import { printable } from '../../terminal/printable.ts';
import { type CoveredPeriod, durationText, secondsLeft, shareCovered } from './backfill-estimate.ts';

/** Shows the progress of a backfill. */
export interface BackfillBar {
  at(counts: { readonly listed: number }, covered: CoveredPeriod): void;
  /** Writes a line above the bar. */
  say(line: string): void;
  stop(): void;
}

const format = (what: string) => `backfill {bar} {percent}% of the period | {listed} ${what} | {rate}/s | {left} left`;
/** The number of steps of the bar. Steps of a tenth of a percent would be too coarse for a period of a year. */
const STEPS = 100_000;

/**
 * Starts a progress bar over the asked period: from the newest item back to `since`. When the oldest
 * one is newer than `since`, the bar ends before it is full. The bar is drawn on stderr, and only if stderr is a
 * terminal; the lines of `say` are always written.
 * @param alreadyListed items that an earlier run listed
 */
export const backfillBar = (what: 'recordings' | 'events', since: Date, alreadyListed: number): BackfillBar => {
  const write = (line: string) => note(`${printable(line)}\n`);
  const silent = () => {};
  if (!process.stderr.isTTY) return { at: silent, say: write, stop: silent };
  const startedAt = Date.now();
  let shareAtStart: number | undefined;
  let value = 0;
  let shown = { percent: '0.0', listed: alreadyListed, rate: '…' as number | string, left: '…' };
  const bar = new SingleBar({ format: format(what), stream: process.stderr, clearOnComplete: true, hideCursor: true });
  const start = () => bar.start(STEPS, value, shown);
  start();
  return {
    at: ({ listed }, covered) => {
      const elapsedMs = Math.max(1, Date.now() - startedAt);
      const share = shareCovered(covered, since);
      // The share that an earlier run covered is known only after the first item of this run.
      shareAtStart ??= alreadyListed > 0 ? share : 0;
      value = Math.round(share * STEPS);
      shown = {
        percent: (share * 100).toFixed(1),
        listed,
        rate: Math.round((listed - alreadyListed) / (elapsedMs / 1_000)),
        left: durationText(secondsLeft(share, shareAtStart, elapsedMs)),
      };
      bar.update(value, shown);
    },
    say: line => {
      bar.stop();
      write(line);
      start();
    },
    stop: () => bar.stop(),
  };
};
