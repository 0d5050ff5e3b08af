import type { RecordingUpdate } from '../../../lambda/domain/catalog/catalog-update.ts';
import type { CatalogWriter } from '../../../lambda/domain/catalog/ports.ts';
import { recordingResourceUpdate } from '../../../lambda/domain/catalog/recording-callback.ts';
import { orThrow } from '../../deployment/or-throw.ts';
import type { CoveredPeriod } from './backfill-estimate.ts';
import { type ReadableRecordings, type StoredFile, storedFile } from './storage/stored-file.ts';
import type { RecordingsPage } from './twilio-recordings.ts';

/** What a backfill has done so far. */
export interface BackfillCounts {
  /** Recordings that Twilio listed. */
  readonly listed: number;
  /** Entries that are new or got new facts. */
  readonly written: number;
  /** Entries that had all facts already. */
  readonly known: number;
  readonly encrypted: number;
  /** Encrypted recordings whose details cannot be read. The details are stored as received. */
  readonly unreadable: number;
  /** Recordings that Twilio stored where the deployment may not read. */
  readonly elsewhere: number;
  /** Listed items that are not recordings of this account. */
  readonly skipped: number;
}

/** The position of a backfill, with which it can continue after a stop. */
export interface BackfillPosition {
  readonly counts: BackfillCounts;
  /** Path of the page to fetch next. */
  readonly page: string;
  /** Start of the newest recording listed. */
  readonly newest?: Date | undefined;
}

export interface BackfillOptions {
  readonly start: BackfillPosition;
  /** Fetches one page. Returns undefined when it was stopped. */
  readonly fetchPage: (path: string) => Promise<RecordingsPage | undefined>;
  readonly catalog: CatalogWriter;
  readonly accountSid: string;
  /** Undefined: it is not known what the deployment may read, so no object key is stored. */
  readonly readable: ReadableRecordings | undefined;
  /** Called after each page with the position of the next page, or undefined after the last page. */
  readonly onPageDone: (position: BackfillPosition | undefined) => void;
  /** Called for each recording whose encryption details cannot be read. */
  readonly onUnreadable: (recordingSid: string) => void;
  /** Called for each recording that Twilio stored elsewhere. */
  readonly onElsewhere: (recordingSid: string, file: StoredFile & { readonly kind: 'elsewhere' }) => void;
  /** Called after each group of writes. */
  readonly onProgress: (counts: BackfillCounts, covered: CoveredPeriod) => void;
  /** When aborted, the backfill stops at once. */
  readonly stop: AbortSignal;
}

export const NOTHING_DONE: BackfillCounts = {
  listed: 0,
  written: 0,
  known: 0,
  encrypted: 0,
  unreadable: 0,
  elsewhere: 0,
  skipped: 0,
};

/** Writes in parallel: enough to use DynamoDB well, and few enough that a new table does not throttle them. */
const WRITES_AT_A_TIME = 32;

/**
 * Adds to the catalog what Twilio lists, page by page. Facts that the catalog already has stay unchanged. After a stop
 * within a page, the next run repeats the page: writing a fact twice changes nothing. The counts include the written part
 * of that page. Throws `TwilioError` or `AwsError`; earlier writes and positions given to `onPageDone` stay.
 */
export const backfill = async (options: BackfillOptions): Promise<{ counts: BackfillCounts; complete: boolean }> => {
  let { page, ...done }: BackfillPosition = options.start;
  for (;;) {
    const fetched = options.stop.aborted ? undefined : await options.fetchPage(page);
    if (!fetched) return { counts: done.counts, complete: false };
    const written = await writePage(options, fetched.recordings, done);
    if (!written.whole) return { counts: written.counts, complete: false };
    done = { counts: written.counts, newest: written.newest };
    options.onPageDone(fetched.nextPage === undefined ? undefined : { ...done, page: fetched.nextPage });
    if (fetched.nextPage === undefined) return { counts: done.counts, complete: true };
    page = fetched.nextPage;
  }
};

type Done = Omit<BackfillPosition, 'page'>;

/** Writes the recordings of one page. Returns `whole: false` when it was stopped before the end of the page. */
const writePage = async (
  options: BackfillOptions,
  recordings: readonly unknown[],
  before: Done,
): Promise<Done & { readonly whole: boolean }> => {
  const { catalog, onUnreadable, onElsewhere, onProgress, stop } = options;
  let { counts, newest } = before;
  for (let from = 0; from < recordings.length; from += WRITES_AT_A_TIME) {
    if (stop.aborted) return { counts, newest, whole: false };
    const group = recordings.slice(from, from + WRITES_AT_A_TIME).map(recording => listedRecording(recording, options));
    const changes = await Promise.all(group.map(async one => one && orThrow(await catalog.apply(one.update))));
    for (const [index, one] of group.entries()) counts = counted(counts, one, changes[index] === 'changed');
    const ours = group.filter(one => one !== undefined);
    for (const { update, file } of ours) {
      if (update.encryptionRaw !== undefined) onUnreadable(update.recordingSid);
      if (file.kind === 'elsewhere') onElsewhere(update.recordingSid, file);
    }
    const starts = ours.map(({ update }) => update.ifUnknown?.startedAt).filter(start => start !== undefined);
    newest ??= starts[0];
    onProgress(counts, { newest, oldest: starts.at(-1) });
  }
  return { counts, newest, whole: true };
};

/** A recording that Twilio listed. */
interface ListedRecording {
  readonly update: RecordingUpdate;
  readonly file: StoredFile;
}

/**
 * Reads a listed recording; returns undefined when it is not a recording of this account. Twilio lists the recordings of a
 * subaccount only for that subaccount.
 */
const listedRecording = (
  resource: unknown,
  { accountSid, readable }: Pick<BackfillOptions, 'accountSid' | 'readable'>,
): ListedRecording | undefined => {
  const read = recordingResourceUpdate(resource);
  if (!read.ok || read.value.ifUnknown?.accountSid !== accountSid) return undefined;
  const { recordingSid, ifUnknown } = read.value;
  const { media_url: mediaUrl } = Object(resource) as { media_url?: unknown };
  const file: StoredFile = readable ? storedFile(mediaUrl, recordingSid, readable) : { kind: 'not_external' };
  if (file.kind !== 'readable') return { update: read.value, file };
  return { update: { ...read.value, ifUnknown: { ...ifUnknown, objectKey: file.objectKey } }, file };
};

const counted = (counts: BackfillCounts, listed: ListedRecording | undefined, changed: boolean): BackfillCounts => {
  const encryption = listed?.update.ifUnknown?.encryption;
  const isUnreadable = listed?.update.encryptionRaw !== undefined;
  return {
    listed: counts.listed + 1,
    written: counts.written + Number(changed),
    known: counts.known + Number(listed !== undefined && !changed),
    encrypted: counts.encrypted + Number(encryption !== undefined || isUnreadable),
    unreadable: counts.unreadable + Number(isUnreadable),
    elsewhere: counts.elsewhere + Number(listed?.file.kind === 'elsewhere'),
    skipped: counts.skipped + Number(listed === undefined),
  };
};
