import { SingleBar } from 'cli-progress';
import { note } from '../../terminal/output.ts';
import { printable } from '../../terminal/printable.ts';
import type { BackfillCounts } from './backfill.ts';
import { type BackfillSight, durationText, estimate, shareCovered } from './backfill-estimate.ts';

/** Shows how far a backfill is. */
export interface BackfillBar {
  /** False: nobody sees it. */
  readonly isShown: boolean;
  /** The bar is full at the recordings of this moment. */
  endsAt(bottom: Date): void;
  at(counts: BackfillCounts, sight: BackfillSight): void;
  /** Writes a line above the bar. */
  say(line: string): void;
  stop(): void;
}

const FORMAT = 'backfill {bar} {percent}% | {listed} recordings | {rate}/s | {left} left';
/** The bar's own steps: a tenth of a percent would not move it in a period of a year. */
const STEPS = 100_000;

/**
 * A bar over the time from the newest recording down to `since`, or to the oldest recording once that is known. On stderr,
 * and only when a person watches; lines are written in any case.
 */
export const backfillBar = (since: Date, alreadyListed: number): BackfillBar => {
  const write = (line: string) => note(`${printable(line)}\n`);
  const silent = () => {};
  if (!process.stderr.isTTY) return { isShown: false, endsAt: silent, at: silent, say: write, stop: silent };
  const startedAt = Date.now();
  let bottom = since;
  let shareAtStart: number | undefined;
  let value = 0;
  let shown = { percent: '0.0', listed: alreadyListed, rate: '…' as number | string, left: '…' };
  const bar = new SingleBar({ format: FORMAT, stream: process.stderr, clearOnComplete: true, hideCursor: true });
  const start = () => bar.start(STEPS, value, shown);
  start();
  return {
    isShown: true,
    endsAt: oldest => {
      bottom = oldest;
    },
    at: ({ listed }, sight) => {
      const elapsedMs = Math.max(1, Date.now() - startedAt);
      // Where an earlier run stopped is known only once this one has seen a recording.
      const share = shareCovered(sight, bottom);
      shareAtStart ??= alreadyListed > 0 ? share : 0;
      const { secondsLeft } = estimate(share, shareAtStart, elapsedMs);
      value = Math.round(share * STEPS);
      shown = {
        percent: (share * 100).toFixed(1),
        listed,
        rate: Math.round((listed - alreadyListed) / (elapsedMs / 1_000)),
        left: durationText(secondsLeft),
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
