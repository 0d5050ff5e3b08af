import { describe, expect, test } from 'vitest';
import {
  type BackfillEventsOptions,
  backfillEvents,
  type EventsPosition,
  eventsPeriod,
  firstEventsPosition,
} from '../../../../../bin/catalog/backfill/backfill-events.ts';
import { eventUpdates } from '../../../../../bin/catalog/backfill/event-updates.ts';
import { readStreamEvent } from '../../../../../lambda/domain/catalog/stream-event.ts';
import { ok } from '../../../../../lambda/domain/shared/result.ts';
import { eventResource } from '../../../../../local/twilio/taskrouter/event-resource.ts';
import { ACCOUNT, STREAM_AT, taskStreamEvent } from '../../../../support/stream-events.ts';

const WORKSPACE = `WS${'7'.repeat(32)}`;
const source = { accountSid: ACCOUNT, workspaceSid: WORKSPACE };
const event = (type = 'reservation.accepted', more: Record<string, unknown> = {}) => {
  const { eventtype: _, account_sid: __, timestamp: ___, ...data } = taskStreamEvent(type, more).data.payload;
  return eventResource(source, { sid: `EV${'1'.repeat(32)}`, type, at: STREAM_AT, data }, STREAM_AT).resource;
};

describe("an event of TaskRouter's Events API", () => {
  test.each(['reservation.accepted', 'task.updated'])('%s tells what Event Streams tells', type => {
    const streamed = readStreamEvent(taskStreamEvent(type), { accountSid: ACCOUNT, receivedAt: STREAM_AT });
    const facts = streamed.ok && streamed.value.kind === 'facts' ? streamed.value.updates : [];
    expect(facts).not.toEqual([]);
    expect(eventUpdates(event(type), source)).toEqual(ok(facts));
  });

  test('about a worker tells nothing', () => {
    expect(eventUpdates(event('worker.activity.update'), source)).toEqual(ok([]));
  });

  test.each([
    ['another account', { account_sid: `AC${'9'.repeat(32)}` }, 'callback_refused', 'foreign_account'],
    ['another workspace', { workspace_sid: `WS${'9'.repeat(32)}` }, 'callback_refused', 'foreign_workspace'],
    ['no type', { event_type: null }, 'callback_malformed', 'event_type_malformed'],
    ['no time', { event_date_ms: null }, 'callback_malformed', 'timestamp_malformed'],
    ['no data', { event_data: null }, 'callback_malformed', 'task_sid_malformed'],
  ])('is refused with %s', (_, members, code, reason) => {
    expect(eventUpdates({ ...event(), ...members }, source)).toMatchObject({ ok: false, error: { code, reason } });
  });
});

const NOON = new Date('2026-11-24T12:00:00Z');
const hours = (n: number) => new Date(NOON.getTime() - n * 3_600_000);

const run = (options: Partial<BackfillEventsOptions> = {}) => {
  const stop = new AbortController();
  const asked: string[] = [];
  const stored: (EventsPosition | undefined)[] = [];
  const unreadable: string[] = [];
  const fetchPage = options.fetchPage ?? (async () => ({ events: [event()], isCut: false }));
  const outcome = backfillEvents({
    start: firstEventsPosition(NOON),
    from: hours(36),
    source,
    catalog: { apply: async () => ok('changed') },
    onPageDone: position => void stored.push(position),
    onUnreadable: (sid, reason) => void unreadable.push(`${sid} ${reason}`),
    onProgress: () => {},
    stop: stop.signal,
    ...options,
    fetchPage: async path => {
      const query = new URLSearchParams(path.split('?')[1]);
      asked.push(query.get('PageToken') ?? `${query.get('StartDate')} ${query.get('EndDate')}`);
      return fetchPage(path);
    },
  });
  return { outcome, asked, stored, unreadable, stop };
};

describe('a backfill of events', () => {
  test('reads slices of a day, from the newest back, that share their boundary', async () => {
    const { outcome, asked, stored } = run();
    expect(await outcome).toMatchObject({ complete: true, counts: { listed: 2, written: 2 } });
    expect(asked).toEqual(['2026-11-23T12:00:00Z 2026-11-24T12:00:00Z', '2026-11-23T00:00:00Z 2026-11-23T12:00:00Z']);
    expect(stored).toMatchObject([{ until: hours(24) }, undefined]);
  });

  test('follows the pages of a slice, and continues at the page that it stored', async () => {
    let pages = 0;
    const first = run({
      fetchPage: async () =>
        ++pages === 1 ? { events: [event()], isCut: false, nextPage: '/x?PageToken=2' } : undefined,
    });
    expect(await first.outcome).toMatchObject({ complete: false, counts: { listed: 1 } });
    const [position] = first.stored;
    const second = run({ ...(position && { start: position }) });
    expect(await second.outcome).toMatchObject({ complete: true, counts: { listed: 3 } });
    expect(second.asked).toEqual(['2', '2026-11-23T00:00:00Z 2026-11-23T12:00:00Z']);
  });

  test('halves the slice when Twilio cuts a page and names no next one', async () => {
    let pages = 0;
    const { outcome, asked } = run({ from: hours(24), fetchPage: async () => ({ events: [], isCut: ++pages === 1 }) });
    expect(await outcome).toMatchObject({ complete: true });
    expect(asked).toEqual([
      '2026-11-23T12:00:00Z 2026-11-24T12:00:00Z',
      '2026-11-24T00:00:00Z 2026-11-24T12:00:00Z',
      '2026-11-23T12:00:00Z 2026-11-24T00:00:00Z',
    ]);
  });

  test('counts each kind of event, and names those that cannot be read', async () => {
    const changes = ['changed', 'unchanged', 'dropped'] as const;
    let applied = 0;
    const { outcome, unreadable } = run({
      from: hours(24),
      catalog: { apply: async () => ok(changes[applied++] ?? 'changed') },
      fetchPage: async () => ({
        events: [
          ...[
            event(),
            event(),
            event(),
            event('worker.activity.update'),
            event('task.created', { task_attributes: '{' }),
          ],
          { ...event(), account_sid: `AC${'9'.repeat(32)}` },
        ],
        isCut: false,
      }),
    });
    expect((await outcome).counts).toEqual({
      listed: 6,
      written: 1,
      known: 1,
      dropped: 1,
      irrelevant: 1,
      unreadable: 1,
      skipped: 1,
    });
    expect(unreadable).toEqual([`EV${'1'.repeat(32)} task_attributes_malformed`]);
  });
});

describe('the period of a backfill of events', () => {
  test.each([
    ['ends now and begins on the first day', '2026-11-20', undefined, '2026-11-20T00:00:00.000Z', NOON.toISOString()],
    ['includes the last day', '2026-11-20', '2026-11-21', '2026-11-20T00:00:00.000Z', '2026-11-22T00:00:00.000Z'],
    ['begins 30 days ago at the earliest', '2026-01-01', undefined, '2026-10-25T12:00:30.000Z', NOON.toISOString()],
  ])('%s', (_, since, until, from, end) => {
    expect(eventsPeriod(since, until, NOON)).toEqual({ from: new Date(from), end: new Date(end) });
  });
});
