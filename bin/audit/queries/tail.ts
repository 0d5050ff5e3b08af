import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import type { AttributeFilter, QueryableTrail } from '../../../lambda/adapters/dynamodb/dynamodb-audit-trail.ts';
import { keyText, type StoredItem } from '../../../lambda/domain/audit/chain/stored-item.ts';
import { type ExitCode, UsageError } from '../../terminal/exit-code.ts';
import { openTrail } from '../open-trail.ts';
import { type QueryOptions, withQueryOptions } from './query-options.ts';
import { showEvents } from './show-events.ts';
import { type TimeOptions, timesOf } from './time-range.ts';

const POLL_MS = 2_000;
/** Each poll reads the last two minutes again, because events can reach the index late. */
const OVERLAP_MS = 120_000;

/** Adds `audit tail`, which prints new events until it is interrupted, or `--until` or `--limit` is reached. */
export const addTail = (program: Command, exitWith: (code: ExitCode) => void): void => {
  withQueryOptions(program.command('tail'))
    .description('follow the trail from now on, or from --since; ends with Ctrl-C, --until or --limit')
    .action(async (options: QueryOptions) => {
      const { since, until } = tailTimes(options, new Date());
      const { trail, filters, progress } = await openTrail(options);
      const interrupted = new AbortController();
      const stop = () => interrupted.abort();
      process.once('SIGINT', stop).once('SIGTERM', stop);
      const events = follow({ trail, filters, since, until, signal: interrupted.signal });
      // Print each event at once.
      exitWith(await showEvents(events, { ...options, pieceRows: 1 }, progress));
      process.off('SIGINT', stop).off('SIGTERM', stop);
    });
};

/** Returns the period to follow. Throws `UsageError` when it is empty or begins in the future. */
const tailTimes = (options: TimeOptions, now: Date) => {
  const { since = now, until } = timesOf(options, now);
  if (until && until <= since) {
    throw new UsageError(
      `--until ${options.until} is in the past, and tail begins now unless --since is given. Example: flex-audit tail --since 7d --until 1d`,
    );
  }
  if (since.getTime() > now.getTime() + OVERLAP_MS) {
    throw new UsageError(`--since ${options.since} is in the future. Example: flex-audit tail --since 10m`);
  }
  return { since, until };
};

interface Follow {
  readonly trail: QueryableTrail;
  readonly filters: readonly AttributeFilter[];
  readonly since: Date;
  readonly until: Date | undefined;
  readonly signal: AbortSignal;
}

/** Yields all events of the period as they appear in the index, each once. Remembers the items of the last two minutes. */
async function* follow({ trail, filters, since, until, signal }: Follow): AsyncGenerator<StoredItem> {
  const seen = new Map<string, StoredItem>();
  let from = since;
  while (!signal.aborted) {
    const now = new Date();
    // The clock of the function that wrote an event may be ahead of this one.
    const to = until ?? new Date(now.getTime() + OVERLAP_MS);
    for await (const item of trail.readBetween({ from: from.toISOString(), to: to.toISOString() }, filters)) {
      if (seen.has(keyText(item))) continue;
      seen.set(keyText(item), item);
      yield item;
    }
    if (until && until <= now) return;
    from = new Date(Math.max(since.getTime(), now.getTime() - OVERLAP_MS));
    for (const [key, item] of seen) if (item.event_key < from.toISOString()) seen.delete(key);
    await sleep(POLL_MS, undefined, { signal }).catch(() => {});
  }
}
