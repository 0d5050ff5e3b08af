import type { StoredItem, StoredItemKey } from '../../../../lambda/domain/audit/chain/stored-item.ts';
import { findRecordingsOfGroup } from '../../catalog/group-recordings.ts';
import type { EventsPage } from '../desk-model.ts';
import type { DeskSources } from '../desk-sources.ts';
import { newestByDay, newestOf, type Partition, type Step, type TrailPart } from './newest-events.ts';
import { restrictedAmong } from './restricted-recordings.ts';
import { cursorAt, type Kept, type SearchQuestion, type Subject } from './search-question.ts';

/** A search reads the trail, and for some questions the catalog. */
type SearchedTables = Pick<DeskSources, 'trail' | 'catalog'>;

/** Limits of one page. A search that keeps few of many events ends its page before the page is full. */
export interface PageLimits {
  readonly events: number;
  /** Events that are read for a page, kept or not. */
  readonly read: number;
  /** Days without an event that are read for a page: eight requests each. */
  readonly emptyDays: number;
}

export const PAGE_LIMITS: PageLimits = { events: 50, read: 4_000, emptyDays: 45 };

/** Events that are tested together: the catalog is asked about all their recordings at once. */
const PIECE_EVENTS = 50;
/** Each of the eight shards of a day has an eighth of its events. */
const SHARD_PAGE_EVENTS = 25;
const REFUSALS: readonly unknown[] = ['denied', 'media_refused'];

/**
 * Reads one page of a search, newest events first. `next` is the place where the following page begins; without it, all of
 * the period was read. Throws `StreamFailure` and `AwsError`.
 */
export const readPage = async (
  sources: SearchedTables,
  question: SearchQuestion,
  limits: PageLimits = PAGE_LIMITS,
): Promise<EventsPage> => {
  const { steps, recordingSids } = await openSteps(sources, question);
  const found: StoredItem[] = [];
  let [read, emptyDays] = [0, 0];
  const page = (next?: StoredItemKey): EventsPage => ({
    range: question.range,
    ...(recordingSids && { recordingSids }),
    events: found.slice(0, limits.events),
    read,
    ...(next && { next: cursorAt(next), readBackTo: next.event_key.slice(0, ISO_CHARS) }),
  });
  for await (const { events, position } of piecesOf(steps)) {
    read += events.length;
    if (events.length === 0) emptyDays += 1;
    found.push(...(await keptOf(sources, question.kept, events)));
    // The events after the last one that fits are read again for the next page.
    if (found.length > limits.events) return page(found[limits.events - 1]);
    if (found.length === limits.events || read >= limits.read || emptyDays >= limits.emptyDays) return page(position);
  }
  return page();
};

const ISO_CHARS = 24;

/** Yields all events of a question, newest first, whatever that takes. Throws `StreamFailure` and `AwsError`. */
export async function* matchingEvents(sources: SearchedTables, question: SearchQuestion): AsyncGenerator<StoredItem> {
  const { steps } = await openSteps(sources, question);
  for await (const { events } of piecesOf(steps)) yield* await keptOf(sources, question.kept, events);
}

/** Events of one piece, and the place up to which the trail was read. */
interface Piece {
  readonly events: readonly StoredItem[];
  readonly position: StoredItemKey;
}

async function* piecesOf(steps: AsyncIterable<Step>): AsyncGenerator<Piece> {
  let events: StoredItem[] = [];
  for await (const step of steps) {
    if ('event' in step) events.push(step.event);
    const position = 'event' in step ? step.event : { event_key: step.readBackTo, recording_sid: '' };
    if ('event' in step && events.length < PIECE_EVENTS) continue;
    yield { events, position };
    events = [];
  }
  const last = events.at(-1);
  if (last) yield { events, position: last };
}

const keptOf = async (sources: SearchedTables, kept: Kept, events: readonly StoredItem[]): Promise<StoredItem[]> => {
  const wanted = events.filter(
    ({ event, identity, realm_user_id }) =>
      (!kept.event || event === kept.event) &&
      (!kept.denials || REFUSALS.includes(event)) &&
      (!kept.identity || identity === kept.identity || realm_user_id === kept.identity),
  );
  if (!kept.restricted || wanted.length === 0) return wanted;
  const sids = wanted.map(({ recording_sid }) => recording_sid).filter(sid => sid.startsWith('RE'));
  const restricted = await restrictedAmong(await sources.catalog(), sids);
  return wanted.filter(({ recording_sid }) => restricted.has(recording_sid));
};

/** Opens the events of a question. `recordingSids`: the recordings of a call, conference or task. */
const openSteps = async (
  sources: SearchedTables,
  { subject, range, before }: SearchQuestion,
): Promise<{ readonly steps: AsyncIterable<Step>; readonly recordingSids?: readonly string[] }> => {
  const part: TrailPart = { ...(await sources.trail()), range, before, pageEvents: PIECE_EVENTS };
  if (!subject) return { steps: newestByDay({ ...part, pageEvents: SHARD_PAGE_EVENTS }) };
  if (subject.by !== 'group') return { steps: steps(newestOf(part, [partitionOf(subject)])) };
  const { client, table } = await sources.catalog();
  const recordingSids = await findRecordingsOfGroup(client, table, subject.group);
  // The event of a request that found no recording is stored under the SID of the request.
  const partitions = [subject.group.sid, ...recordingSids].map(value => ({ attribute: 'recording_sid', value }));
  return { steps: steps(newestOf(part, partitions)), recordingSids };
};

const partitionOf = (subject: Exclude<Subject, { readonly by: 'group' }>): Partition => {
  switch (subject.by) {
    case 'recording':
      return { attribute: 'recording_sid', value: subject.recordingSid };
    case 'worker':
      return { index: 'by-user', attribute: 'worker_sid', value: subject.workerSid };
    case 'name':
      return { index: 'by-name', attribute: 'realm_user_id', value: subject.name };
  }
};

async function* steps(events: AsyncIterable<StoredItem>): AsyncGenerator<Step> {
  for await (const event of events) yield { event };
}
