import { describe, expect, test } from 'vitest';
import type { StoredItem } from '../../../../../lambda/domain/audit/chain/stored-item.ts';
import type { AuditEvent } from '../../../../../lambda/domain/audit/events/audit-event.ts';
import { HeardLinks } from '../../../../../lambda/domain/heard/heard-links.ts';
import { heardText, rangesText } from '../../../../../lambda/domain/heard/heard-text.ts';
import { itemAt } from '../../../../support/audit-events.ts';

const ASKED_AT = '2026-11-24T10:02:00.000Z';
const OPEN = new Date('2026-11-24T10:03:00.000Z');
const ENDED = new Date('2026-11-24T10:20:00.000Z');
const LONG_AFTER = new Date('2026-11-26T10:00:00.000Z');

/** A link that ends at 10:04, and events about it. */
const linkOf = (delivery: 's3' | 'stream', changes: Partial<AuditEvent> = {}) => {
  const issued = itemAt(ASKED_AT, { delivery, recording_seconds: 240, object_bytes: 3_840_044, ...changes });
  const about = (event: AuditEvent['event'], more: Partial<AuditEvent> = {}): StoredItem =>
    itemAt('2026-11-24T10:10:00.000Z', {
      event,
      delivery,
      recording_sid: issued.recording_sid,
      link_event_id: String(issued['event_id']),
      ...more,
    });
  return { issued, about };
};
const only = (events: readonly StoredItem[], now: Date) => {
  const links = new HeardLinks();
  for (const event of events) links.take(event);
  const [link, ...others] = links.list(now);
  if (!link || others.length > 0) throw new Error(`expected one link, not ${others.length + 1}`);
  return link;
};
const heard = (ranges: [number, number][]): Partial<AuditEvent> => ({
  first_at: ASKED_AT,
  last_at: ASKED_AT,
  requests: 3,
  bytes: 3_000_000,
  recording_seconds: 240,
  heard_seconds: ranges.reduce((sum, [from, to]) => sum + to - from, 0),
  heard_ranges: ranges,
});
const fetched = (second: number, seconds: number, ranges?: [number, number][]): Partial<AuditEvent> => ({
  first_at: `2026-11-24T10:02:0${second}.000Z`,
  last_at: `2026-11-24T10:02:0${second}.500Z`,
  bytes: seconds * 16_000,
  recording_seconds: 240,
  heard_seconds: seconds,
  ...(ranges && { heard_ranges: ranges }),
});

describe('a streamed link', () => {
  const { issued, about } = linkOf('stream');

  test('is said to be heard as its event says it, in whatever order the events come, and if one comes twice', () => {
    const event = about(
      'media_heard',
      heard([
        [0, 132.4],
        [180, 239.7],
      ]),
    );
    for (const events of [
      [issued, event],
      [event, issued, event],
    ]) {
      const link = only(events, ENDED);
      expect(link).toMatchObject({
        ...{ state: 'heard', precision: 'exact', askedAt: ASKED_AT, who: 'sam@example.com', requests: 3 },
        ranges: [
          [0, 132.4],
          [180, 239.7],
        ],
      });
      expect(heardText(link)).toBe('heard 3:12 of 4:00 (80 %)');
      expect(rangesText(link.ranges)).toBe('0:00–2:12, 3:00–4:00');
    }
  });

  test('knows when it was asked for although only its last event was read', () => {
    const link = only([about('media_heard', heard([[0, 240]]))], ENDED);
    expect(link).toMatchObject({ askedAt: ASKED_AT, recordingSid: issued.recording_sid, state: 'heard' });
  });

  test.each<[string, StoredItem[], Date, string]>([
    ['it was not opened before its end', [issued], ENDED, 'not used'],
    ['it is open', [issued], OPEN, 'still open'],
    ['it is open and in use', [issued, about('media_opened')], OPEN, 'opened, still open'],
    ['its event is about to come', [issued, about('media_opened')], ENDED, 'ended, not yet on record'],
    ['its event never came', [issued, about('media_opened')], LONG_AFTER, 'opened, nothing on record'],
    ['it was revoked early', [issued, about('link_revoked', { occurred_at: ASKED_AT })], OPEN, 'not used'],
  ])('says so when %s', (_, events, now, text) => {
    expect(heardText(only(events, now))).toBe(text);
  });

  test('says that gaps were joined, and names bytes when the length is not known', () => {
    const joined = about('media_heard', { ...heard([[0, 120]]), heard_gap_seconds: 2 });
    expect(heardText(only([issued, joined], ENDED))).toBe('heard at most 2:00 of 4:00 (50 %)');
    const unknown = linkOf('stream');
    const bytes = unknown.about('media_heard', { requests: 1, bytes: 480_000, object_bytes: 960_000 });
    const { recording_seconds: _, ...withoutLength } = unknown.issued;
    expect(heardText(only([withoutLength as StoredItem, bytes], ENDED))).toBe('heard 480,000 bytes');
  });
});

describe('a link of S3', () => {
  const { issued, about } = linkOf('s3', { access_logged: true });

  test('counts each second once, and says that it is at most when the log has no position', () => {
    const events = [issued, about('media_fetched', fetched(1, 60)), about('media_fetched', fetched(3, 60))];
    const link = only(events, ENDED);
    expect(link).toMatchObject({ heardSeconds: 120, precision: 'at_most', requests: 2, ranges: [[0, 120]] });
    expect(heardText(link)).toBe('heard at most 2:00 of 4:00 (50 %)');
    const more = [...events, about('media_fetched', fetched(4, 200))];
    expect(only(more, ENDED)).toMatchObject({ heardSeconds: 240, ranges: [[0, 240]] });
  });

  test('knows which part was sent from the beginning of the object', () => {
    const link = only([issued, about('media_fetched', fetched(1, 120, [[0, 120]]))], ENDED);
    expect(link).toMatchObject({ precision: 'exact', ranges: [[0, 120]] });
    expect(heardText(link)).toBe('heard 2:00 of 4:00 (50 %)');
  });

  test('says so when it is used while it is open, and when it was used from elsewhere', () => {
    const link = only([issued, about('media_fetched', { ...fetched(1, 120), other_address: true })], OPEN);
    expect(link.otherAddress).toBe(true);
    expect(heardText(link)).toBe('heard at most 2:00 of 4:00 (50 %), still open');
  });

  test.each<[string, StoredItem, Date, string]>([
    ['the log may still come', issued, ENDED, "not used so far; S3's log can be late"],
    ['the log has come', issued, LONG_AFTER, 'not used'],
    ['nobody reads the log', linkOf('s3').issued, LONG_AFTER, 'use not recorded'],
  ])('says that it was not used only when this is known: %s', (_, item, now, text) => {
    expect(heardText(only([item], now))).toBe(text);
  });
});

test('events that somebody has changed are read as far as they make sense', () => {
  const { issued, about } = linkOf('stream');
  const hostile = {
    ...about('media_heard', { requests: -1, bytes: 10 }),
    heard_ranges: [['x', {}], 'y', [3]],
    heard_seconds: 'many',
    first_at: { $B: 'AA==' },
  } as unknown as StoredItem;
  expect(only([issued, hostile], ENDED)).toMatchObject({ requests: 1, bytes: 10, ranges: [], state: 'heard' });
  const links = new HeardLinks();
  expect(links.take({ ...issued, event_id: 7 })).toBeUndefined();
  expect(links.take({ ...issued, event: 'denied' })).toBeUndefined();
});
