import type { CatalogUpdate } from '../../lambda/domain/catalog-update.ts';
import type { CatalogWriter } from '../../lambda/domain/ports.ts';
import { recordingResourceUpdate } from '../../lambda/domain/recording-callback.ts';
import { orThrow } from '../deployment/or-throw.ts';
import type { RecordingsPage } from './twilio-recordings.ts';

/** What a backfill has done so far. */
export interface BackfillCounts {
  /** Recordings that Twilio listed. */
  readonly listed: number;
  /** Entries that are new or have learnt something. */
  readonly written: number;
  /** Entries that knew all of it. */
  readonly known: number;
  readonly encrypted: number;
  /** Encrypted, with details that cannot be read; kept as received. */
  readonly unreadable: number;
  /** Listed items that are no recordings. */
  readonly skipped: number;
}

/** Where a backfill is: enough to go on after a stop. */
export interface BackfillPosition {
  readonly counts: BackfillCounts;
  /** Path of the page to fetch next. */
  readonly page: string;
}

export interface BackfillOptions {
  readonly start: BackfillPosition;
  readonly fetchPage: (path: string) => Promise<RecordingsPage>;
  readonly catalog: CatalogWriter;
  readonly accountSid: string;
  /** Called after each page, with where to go on; undefined: that was the last one. */
  readonly pageDone: (position: BackfillPosition | undefined) => void;
  /** Called now and then, with the counts and the start of the oldest call seen. */
  readonly progress: (counts: BackfillCounts, oldest: Date | undefined) => void;
  /** True: stop at the next good moment. */
  readonly isStopped: () => boolean;
}

export const NOTHING_DONE: BackfillCounts = {
  listed: 0,
  written: 0,
  known: 0,
  encrypted: 0,
  unreadable: 0,
  skipped: 0,
};

/** Enough to keep DynamoDB busy, few enough not to be throttled by a new table. */
const WRITES_AT_A_TIME = 32;

/**
 * Adds what Twilio lists to the catalog, page by page, wherever it knows less; what it knows stays. A page that was cut
 * short is simply done again, for writing a fact twice changes nothing.
 * Throws `TwilioError` or `AwsError`; what was written and noted by `pageDone` stays.
 */
export const backfill = async (options: BackfillOptions): Promise<{ counts: BackfillCounts; complete: boolean }> => {
  let { counts, page }: { counts: BackfillCounts; page: string | undefined } = options.start;
  while (page !== undefined) {
    if (options.isStopped()) return { counts, complete: false };
    const { recordings, nextPage } = await options.fetchPage(page);
    const done = await writePage(options, recordings, counts);
    if (!done) return { counts, complete: false };
    counts = done;
    page = nextPage;
    options.pageDone(page === undefined ? undefined : { counts, page });
  }
  return { counts, complete: true };
};

/** Undefined: stopped before the end of the page. */
const writePage = async (
  { catalog, accountSid, progress, isStopped }: BackfillOptions,
  recordings: readonly unknown[],
  before: BackfillCounts,
): Promise<BackfillCounts | undefined> => {
  let counts = before;
  for (let from = 0; from < recordings.length; from += WRITES_AT_A_TIME) {
    if (isStopped()) return undefined;
    const updates = recordings.slice(from, from + WRITES_AT_A_TIME).map(recording => updateFrom(recording, accountSid));
    const changes = await Promise.all(updates.map(async update => update && orThrow(await catalog.apply(update))));
    for (const [index, update] of updates.entries()) counts = counted(counts, update, changes[index] === 'changed');
    progress(counts, updates.findLast(update => update?.ifUnknown?.startedAt)?.ifUnknown?.startedAt);
  }
  return counts;
};

/** Twilio lists subaccounts' recordings to nobody but them; one of another account is not ours to keep. */
const updateFrom = (recording: unknown, accountSid: string): CatalogUpdate | undefined => {
  const update = recordingResourceUpdate(recording);
  return update.ok && update.value.ifUnknown?.accountSid === accountSid ? update.value : undefined;
};

const counted = (counts: BackfillCounts, update: CatalogUpdate | undefined, changed: boolean): BackfillCounts => {
  const encryption = update?.ifUnknown?.encryption;
  const isUnreadable = update?.encryptionRaw !== undefined;
  return {
    listed: counts.listed + 1,
    written: counts.written + Number(changed),
    known: counts.known + Number(update !== undefined && !changed),
    encrypted: counts.encrypted + Number(encryption !== undefined || isUnreadable),
    unreadable: counts.unreadable + Number(isUnreadable),
    skipped: counts.skipped + Number(update === undefined),
  };
};
