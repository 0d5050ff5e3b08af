import type { StoredItem } from '../audit/chain/stored-item.ts';
import type { HeardLink, HeardState } from './heard-link.ts';
import { type HeardPart, heardPartOf, sumOfParts, textOf } from './heard-parts.ts';

/** The function heard-writer needs a few minutes after the end of a link; an hour later, something went wrong. */
const HEARD_COMES_WITHIN_MS = 3_600_000;
/** S3 delivers its access log within hours, without a guarantee. */
const LOG_COMES_WITHIN_MS = 86_400_000;
const UUID_V7 = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** What the events about one link say, as far as they were taken. */
interface CollectedLink {
  /** The `link_issued` event, or the first other one. */
  item: StoredItem;
  revokedAt?: string;
  wasOpened: boolean;
  /** By event id: an event may be taken twice. */
  readonly parts: Map<string, HeardPart>;
}

/** Joins events of the audit trail to links: who asked for a recording, and how much of it left with each link. */
export class HeardLinks {
  readonly #links = new Map<string, CollectedLink>();

  /** Takes an event, in any order. Returns the id of the link that it is about, or undefined. */
  take(item: StoredItem): string | undefined {
    const event = textOf(item['event']);
    const isIssued = event === 'link_issued';
    const linkEventId = textOf(item[isIssued ? 'event_id' : 'link_event_id']);
    if (linkEventId === '') return undefined;
    const link: CollectedLink = this.#links.get(linkEventId) ?? { item, wasOpened: false, parts: new Map() };
    this.#links.set(linkEventId, link);
    if (isIssued) link.item = item;
    if (event === 'link_revoked') link.revokedAt = textOf(item['occurred_at']);
    if (event === 'media_opened') link.wasOpened = true;
    if (event === 'media_heard' || event === 'media_fetched') {
      link.parts.set(textOf(item['event_id']), heardPartOf(item));
    }
    return linkEventId;
  }

  /** Returns a link as it is at a time. */
  find(linkEventId: string, now: Date): HeardLink | undefined {
    const collected = this.#links.get(linkEventId);
    return collected && heardLink(linkEventId, collected, now);
  }

  /** Returns all links in the order in which they were asked for. */
  list(now: Date): HeardLink[] {
    return [...this.#links]
      .map(([linkEventId, collected]) => heardLink(linkEventId, collected, now))
      .sort((a, b) => (`${a.askedAt} ${a.linkEventId}` < `${b.askedAt} ${b.linkEventId}` ? -1 : 1));
  }
}

const heardLink = (linkEventId: string, collected: CollectedLink, now: Date): HeardLink => {
  const { item, revokedAt, parts } = collected;
  const isIssued = item['event'] === 'link_issued';
  const expiresAt = textOf(item['link_expires_at']);
  const sums = sumOfParts([...parts.values()]);
  const recordingSeconds = sums.recordingSeconds ?? item['recording_seconds'];
  return {
    linkEventId,
    recordingSid: item.recording_sid,
    askedAt: isIssued ? textOf(item['occurred_at']) : (timeOfId(linkEventId) ?? textOf(item['occurred_at'])),
    workerSid: textOf(item['worker_sid']),
    who: textOf(item['realm_user_id']) || textOf(item['worker_sid']),
    sourceIp: isIssued ? textOf(item['source_ip']) : '',
    delivery: textOf(item['delivery']),
    ...(expiresAt && { expiresAt }),
    ...(revokedAt && { revokedAt }),
    state: stateOf(collected, now),
    wasOpened: collected.wasOpened || parts.size > 0,
    ...sums,
    ...(typeof recordingSeconds === 'number' && { recordingSeconds }),
  };
};

const stateOf = ({ item, revokedAt, wasOpened, parts }: CollectedLink, now: Date): HeardState => {
  const endMs = Date.parse(revokedAt ?? textOf(item['link_expires_at']));
  const sinceEndMs = now.getTime() - endMs;
  if (sinceEndMs < 0) return 'open';
  if (parts.size > 0) return 'heard';
  // An answer without bytes leaves no media_heard, and events of early versions have no sizes.
  if (item['delivery'] === 'stream') {
    if (!wasOpened) return item['event'] === 'link_issued' ? 'not_used' : 'unknown';
    return sinceEndMs < HEARD_COMES_WITHIN_MS ? 'pending' : 'unknown';
  }
  if (item['access_logged'] !== true) return 'unknown';
  return sinceEndMs < LOG_COMES_WITHIN_MS ? 'pending' : 'not_used';
};

/** Returns the time in an event id (UUIDv7), ISO 8601. */
const timeOfId = (eventId: string): string | undefined => {
  const [, high, low] = UUID_V7.exec(eventId) ?? [];
  return high && low ? new Date(Number.parseInt(high + low, 16)).toISOString() : undefined;
};
