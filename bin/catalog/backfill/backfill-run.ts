import type { CatalogWriter } from '../../../lambda/domain/catalog/ports.ts';
import type { TwilioAccountAccess } from '../../deployment/twilio-account.ts';
import { note } from '../../terminal/output.ts';
import { printable } from '../../terminal/printable.ts';
import { type BackfillCounts, backfill, NOTHING_DONE } from './backfill.ts';
import { type BackfillBar, backfillBar } from './backfill-bar.ts';
import { backfillEvents, type EventCounts, eventsPeriod, firstEventsPosition } from './backfill-events.ts';
import type { BackfillProgress } from './backfill-notes.ts';
import { pause } from './pause.ts';
import type { ReadableRecordings, StoredFile } from './storage/stored-file.ts';
import { TASKROUTER_URL, twilioEvents } from './twilio-events.ts';
import type { TwilioPagesOptions } from './twilio-pages.ts';
import { firstPage, RECORDINGS_URL, twilioRecordings } from './twilio-recordings.ts';

/** What both parts of a backfill need. */
export interface BackfillRun {
  readonly access: TwilioAccountAccess;
  readonly since: string;
  readonly until: string | undefined;
  /** Default: Twilio's own hosts. */
  readonly twilioBaseUrl: string | undefined;
  readonly catalog: CatalogWriter;
  /** As in `BackfillOptions`. */
  readonly readable: ReadableRecordings | undefined;
  readonly earlier: BackfillProgress | undefined;
  /** Stores the progress after each page; undefined after the last one. */
  readonly store: (progress: BackfillProgress | undefined) => void;
  readonly stop: AbortSignal;
}

interface PartDone<Counts> {
  readonly counts: Counts;
  readonly complete: boolean;
}

/** Backfills the recordings of the account. Does nothing if an earlier run has done them. */
export const backfillRecordings = async (
  run: BackfillRun,
  { isLastPart }: { readonly isLastPart: boolean },
): Promise<PartDone<BackfillCounts>> => {
  const { earlier, since, until, stop } = run;
  if (earlier?.recordings.isDone) return { counts: earlier.recordings.counts, complete: true };
  const { accountSid } = run.access;
  const bar = backfillBar('recordings', new Date(since), earlier?.recordings.counts.listed ?? 0);
  const done = await runWithBar(bar, () =>
    backfill({
      start: {
        counts: NOTHING_DONE,
        page: firstPage({ accountSid, since, until }),
        ...earlier?.recordings,
      },
      fetchPage: twilioRecordings(pagesOptions(run, bar, RECORDINGS_URL)),
      catalog: run.catalog,
      accountSid,
      readable: run.readable,
      onPageDone: position => position && run.store({ recordings: position }),
      onUnreadable: recordingSid =>
        bar.say(`${recordingSid}: the encryption details cannot be read; they are stored as received`),
      onElsewhere: noteOncePerPlace(bar.say),
      onProgress: bar.at,
      stop,
    }),
  );
  if (done.complete) run.store(isLastPart ? undefined : { recordings: { counts: done.counts, isDone: true } });
  return done;
};

/** Recordings can be in so many places that the lines about them would hide everything else. */
const MAX_PLACES = 20;

/** Says for each place where Twilio stored recordings, and where the deployment may not read, what to do. */
const noteOncePerPlace = (say: (line: string) => void) => {
  const places = new Set<string>();
  return (recordingSid: string, { place, advice }: StoredFile & { readonly kind: 'elsewhere' }): void => {
    if (places.has(place) || places.size === MAX_PLACES) return;
    places.add(place);
    say(`${recordingSid}: Twilio stored it at ${place}: ${advice}`);
  };
};

/** Backfills TaskRouter's events of a workspace, after the recordings. */
export const backfillTaskEvents = async (
  run: BackfillRun,
  { workspaceSid, recordings }: { readonly workspaceSid: string; readonly recordings: BackfillCounts },
): Promise<PartDone<EventCounts>> => {
  const { from, end } = eventsPeriod(run.since, run.until, new Date());
  if (from > new Date(run.since))
    note(`TaskRouter keeps its events for 30 days: reading those since ${from.toISOString()}\n`);
  const start = run.earlier?.events ?? firstEventsPosition(end);
  const bar = backfillBar('events', from, start.counts.listed);
  return runWithBar(bar, () =>
    backfillEvents({
      start,
      from,
      source: { accountSid: run.access.accountSid, workspaceSid },
      fetchPage: twilioEvents(pagesOptions(run, bar, TASKROUTER_URL)),
      catalog: run.catalog,
      onPageDone: events => run.store(events && { recordings: { counts: recordings, isDone: true }, events }),
      onUnreadable: (eventSid, reason) => bar.say(`${eventSid}: the event cannot be read (${reason})`),
      onProgress: bar.at,
      stop: run.stop,
    }),
  );
};

const runWithBar = async <T>(bar: BackfillBar, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } finally {
    bar.stop();
  }
};

const pagesOptions = (
  { access, stop, twilioBaseUrl }: BackfillRun,
  bar: BackfillBar,
  host: string,
): TwilioPagesOptions => ({
  baseUrl: twilioBaseUrl ?? host,
  user: access.user,
  password: access.password,
  stop,
  sleep: ms => pause(ms, stop),
  onWait: bar.say,
});

/** Says from where a backfill continues. */
export const noteContinuation = ({ recordings, events }: BackfillProgress, path: string): void =>
  note(
    `continuing after ${recordings.counts.listed} recordings${events ? ` and ${events.counts.listed} events` : ''} (${printable(path)})\n`,
  );
