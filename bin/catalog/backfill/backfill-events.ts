import type { CatalogChange, CatalogUpdate } from '../../../lambda/domain/catalog/catalog-update.ts';
import type { CatalogWriter } from '../../../lambda/domain/catalog/ports.ts';
import type { Failure } from '../../../lambda/domain/shared/failure.ts';
import type { Result } from '../../../lambda/domain/shared/result.ts';
import { orThrow } from '../../deployment/or-throw.ts';
import type { CoveredPeriod } from './backfill-estimate.ts';
import { type EventSource, eventUpdates } from './event-updates.ts';
import { type EventsPage, firstEventsPage } from './twilio-events.ts';

/** What a backfill has done with TaskRouter's events. */
export interface EventCounts {
  /** Events that TaskRouter listed. */
  readonly listed: number;
  /** Events whose facts were new. */
  readonly written: number;
  /** Events whose facts the catalog had already. */
  readonly known: number;
  /** Events that tell nothing about recordings. */
  readonly irrelevant: number;
  /** Events for whose facts an entry had no room. */
  readonly dropped: number;
  readonly unreadable: number;
  /** Events of another account or workspace. */
  readonly skipped: number;
}

/** The position in the events, with which a backfill can continue after a stop. It goes from the newest events back. */
export interface EventsPosition {
  readonly counts: EventCounts;
  /** The end of the period. */
  readonly end: Date;
  /** The end of the slice to read next: everything later is done. */
  readonly until: Date;
  /** The length of a slice. */
  readonly sliceMs: number;
  /** Path of the page to fetch next; absent: the first page of the slice. */
  readonly page?: string | undefined;
}

export interface BackfillEventsOptions {
  readonly start: EventsPosition;
  /** The beginning of the period. */
  readonly from: Date;
  readonly source: EventSource;
  /** Fetches one page. Returns undefined when it was stopped. */
  readonly fetchPage: (path: string) => Promise<EventsPage | undefined>;
  readonly catalog: CatalogWriter;
  /** Called after each page with the position of the next page, or undefined after the last page. */
  readonly onPageDone: (position: EventsPosition | undefined) => void;
  /** Called for each event that cannot be read. */
  readonly onUnreadable: (eventSid: string, reason: string) => void;
  /** Called after each group of writes. */
  readonly onProgress: (counts: EventCounts, covered: CoveredPeriod) => void;
  /** When aborted, the backfill stops at once. */
  readonly stop: AbortSignal;
}

export const NO_EVENTS: EventCounts = {
  listed: 0,
  written: 0,
  known: 0,
  irrelevant: 0,
  dropped: 0,
  unreadable: 0,
  skipped: 0,
};

const SECOND_MS = 1_000;
const DAY_MS = 86_400_000;
/** Twilio removes the attributes of tasks from older events. */
const EVENTS_KEPT_MS = 30 * DAY_MS;
const WRITES_AT_A_TIME = 32;

/** Returns the part of a period, given by its first and last day, of which TaskRouter still has all facts. */
export const eventsPeriod = (since: string, until: string | undefined, now: Date): { from: Date; end: Date } => {
  const lastMs = until === undefined ? now.getTime() : Date.parse(until) + DAY_MS;
  // Events are asked for in whole seconds. Half a minute allows for a difference between the clocks.
  const oldestMs = now.getTime() - EVENTS_KEPT_MS + 30 * SECOND_MS;
  const toSecond = (ms: number): Date => new Date(Math.ceil(ms / SECOND_MS) * SECOND_MS);
  return { from: toSecond(Math.max(Date.parse(since), oldestMs)), end: toSecond(Math.min(lastMs, now.getTime())) };
};

/** The position before the first event. */
export const firstEventsPosition = (end: Date): EventsPosition => ({
  counts: NO_EVENTS,
  end,
  until: end,
  sliceMs: DAY_MS,
});

/**
 * Adds to the catalog what TaskRouter's events of a period say about tasks, in slices of a day from the newest one back. When
 * Twilio cuts a page and names no next one, the slices become shorter. Two slices share their boundary, so that no event is
 * lost between them: writing a fact twice changes nothing. Throws `TwilioError` or `AwsError`; earlier writes and positions
 * given to `onPageDone` stay.
 */
export const backfillEvents = async (
  options: BackfillEventsOptions,
): Promise<{ counts: EventCounts; complete: boolean }> => {
  let position = options.start;
  while (position.until > options.from) {
    const from = new Date(Math.max(options.from.getTime(), position.until.getTime() - position.sliceMs));
    const { workspaceSid } = options.source;
    const path = position.page ?? firstEventsPage({ workspaceSid, from, until: position.until });
    const fetched = options.stop.aborted ? undefined : await options.fetchPage(path);
    if (!fetched) return { counts: position.counts, complete: false };
    if (fetched.isCut && position.sliceMs > SECOND_MS) {
      const sliceMs = Math.ceil(position.sliceMs / (2 * SECOND_MS)) * SECOND_MS;
      position = { ...position, sliceMs, page: undefined };
      continue;
    }
    const { counts, whole } = await writeEvents(options, fetched.events, position);
    if (!whole) return { counts, complete: false };
    const isSliceDone = fetched.nextPage === undefined;
    position = { ...position, counts, until: isSliceDone ? from : position.until, page: fetched.nextPage };
    options.onProgress(counts, coveredBy(position));
    options.onPageDone(position.until > options.from ? position : undefined);
  }
  return { counts: position.counts, complete: true };
};

const coveredBy = ({ end, until }: EventsPosition): CoveredPeriod => ({ newest: end, oldest: until });

/** Writes the events of one page. Returns `whole: false` when it was stopped before the end of the page. */
const writeEvents = async (
  { catalog, source, onUnreadable, onProgress, stop }: BackfillEventsOptions,
  events: readonly unknown[],
  position: EventsPosition,
): Promise<{ readonly counts: EventCounts; readonly whole: boolean }> => {
  let { counts } = position;
  for (let from = 0; from < events.length; from += WRITES_AT_A_TIME) {
    if (stop.aborted) return { counts, whole: false };
    const group = events.slice(from, from + WRITES_AT_A_TIME);
    const outcomes = await Promise.all(group.map(event => applyEvent(catalog, eventUpdates(event, source))));
    for (const [index, outcome] of outcomes.entries()) {
      counts = { ...counts, listed: counts.listed + 1, [outcome.kind]: counts[outcome.kind] + 1 };
      if (outcome.kind === 'unreadable') onUnreadable(String(Object(group[index]).sid), outcome.reason);
    }
    onProgress(counts, coveredBy(position));
  }
  return { counts, whole: true };
};

type Outcome =
  | { readonly kind: Exclude<keyof EventCounts, 'listed' | 'unreadable'> }
  | { readonly kind: 'unreadable'; readonly reason: string };

const applyEvent = async (
  catalog: CatalogWriter,
  updates: Result<readonly CatalogUpdate[], Failure>,
): Promise<Outcome> => {
  if (!updates.ok) {
    const { code, reason } = updates.error;
    return code === 'callback_refused' ? { kind: 'skipped' } : { kind: 'unreadable', reason };
  }
  const changes = await Promise.all(updates.value.map(async update => orThrow(await catalog.apply(update))));
  return { kind: outcomeOf(changes) };
};

const outcomeOf = (changes: readonly CatalogChange[]) => {
  if (changes.length === 0) return 'irrelevant';
  if (changes.includes('dropped')) return 'dropped';
  return changes.includes('changed') ? 'written' : 'known';
};
