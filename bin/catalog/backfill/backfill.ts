import type { CatalogUpdate } from '../../../lambda/domain/catalog/catalog-update.ts';
import { recordingResourceUpdate } from '../../../lambda/domain/catalog/recording-callback.ts';
import type { CatalogWriter } from '../../../lambda/domain/playback/ports.ts';
import { orThrow } from '../../deployment/or-throw.ts';
import type { BackfillSight } from './backfill-estimate.ts';
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
  /** Start of the newest recording seen. */
  readonly newest?: Date | undefined;
}

export interface BackfillOptions {
  readonly start: BackfillPosition;
  /** Undefined: stopped before the page came. */
  readonly fetchPage: (path: string) => Promise<RecordingsPage | undefined>;
  readonly catalog: CatalogWriter;
  readonly accountSid: string;
  /** Called after each page, with where to go on; undefined: that was the last one. */
  readonly pageDone: (position: BackfillPosition | undefined) => void;
  /** Called now and then. */
  readonly progress: (counts: BackfillCounts, sight: BackfillSight) => void;
  /** Aborted: stop at once. */
  readonly stop: AbortSignal;
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
 * short is simply done again, for writing a fact twice changes nothing; what was written of it is counted all the same.
 * Throws `TwilioError` or `AwsError`; what was written and noted by `pageDone` stays.
 */
export const backfill = async (options: BackfillOptions): Promise<{ counts: BackfillCounts; complete: boolean }> => {
  let { page, ...done }: BackfillPosition = options.start;
  for (;;) {
    const fetched = options.stop.aborted ? undefined : await options.fetchPage(page);
    if (!fetched) return { counts: done.counts, complete: false };
    const written = await writePage(options, fetched.recordings, done);
    if (!written.whole) return { counts: written.counts, complete: false };
    done = { counts: written.counts, newest: written.newest };
    options.pageDone(fetched.nextPage === undefined ? undefined : { ...done, page: fetched.nextPage });
    if (fetched.nextPage === undefined) return { counts: done.counts, complete: true };
    page = fetched.nextPage;
  }
};

type Done = Omit<BackfillPosition, 'page'>;

/** `whole` is false when it was stopped before the end of the page. */
const writePage = async (
  { catalog, accountSid, progress, stop }: BackfillOptions,
  recordings: readonly unknown[],
  before: Done,
): Promise<Done & { readonly whole: boolean }> => {
  let { counts, newest } = before;
  for (let from = 0; from < recordings.length; from += WRITES_AT_A_TIME) {
    if (stop.aborted) return { counts, newest, whole: false };
    const updates = recordings.slice(from, from + WRITES_AT_A_TIME).map(recording => updateFrom(recording, accountSid));
    const changes = await Promise.all(updates.map(async update => update && orThrow(await catalog.apply(update))));
    for (const [index, update] of updates.entries()) counts = counted(counts, update, changes[index] === 'changed');
    const starts = updates.flatMap(update => update?.ifUnknown?.startedAt ?? []);
    newest ??= starts[0];
    progress(counts, { newest, oldest: starts.at(-1) });
  }
  return { counts, newest, whole: true };
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
