import { SingleBar } from 'cli-progress';
import type { BackfillCounts } from './backfill.ts';

/** Shows how far a backfill is. */
export interface BackfillBar {
  at(counts: BackfillCounts, oldest: Date | undefined): void;
  stop(): void;
}

const FORMAT = 'backfill {bar} {percentage}% | {listed} recordings | {rate}/s | {eta_formatted} left';

/**
 * A bar over the period, since Twilio lists from the newest recording to the oldest and does not say how many there are.
 * On stderr, and only when a person watches.
 */
export const backfillBar = (since: Date, alreadyListed: number): BackfillBar => {
  if (!process.stderr.isTTY) return { at: () => {}, stop: () => {} };
  const startedAt = Date.now();
  const periodMs = Math.max(1, startedAt - since.getTime());
  const bar = new SingleBar({ format: FORMAT, stream: process.stderr, clearOnComplete: true, hideCursor: true });
  bar.start(100, 0, { listed: alreadyListed, rate: '…' });
  return {
    at: ({ listed }, oldest) => {
      const rate = Math.round((listed - alreadyListed) / Math.max(0.001, (Date.now() - startedAt) / 1_000));
      const covered = oldest ? (startedAt - oldest.getTime()) / periodMs : 0;
      bar.update(Math.min(99, Math.max(0, Math.floor(covered * 100))), { listed, rate });
    },
    stop: () => bar.stop(),
  };
};
