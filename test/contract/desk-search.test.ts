import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { PAGE_LIMITS, type PageLimits, readPage } from '../../bin/audit/desk/search/search.ts';
import { parseSearch } from '../../bin/audit/desk/search/search-question.ts';
import { compareItems, type StoredItem } from '../../lambda/domain/audit/chain/stored-item.ts';
import { StreamFailure } from '../../lambda/domain/audit/chain/stream-failure.ts';
import { itemAt } from '../support/audit-events.ts';
import { type AuditTable, startAuditTable } from '../support/audit-table.ts';
import { type ScriptedTable, startScriptedTable } from '../support/scripted-table.ts';

let trail: AuditTable;
let catalog: ScriptedTable;
beforeAll(async () => {
  [trail, catalog] = await Promise.all([
    startAuditTable(),
    startScriptedTable({ table: 'recordings', key: ['recording_sid'], indexes: { 'by-call': ['call_sid'] } }),
  ]);
});
afterAll(() => Promise.all([trail.close(), catalog.close()]));
afterEach(() => trail.server.clear());

const NOW = new Date('2026-11-24T12:00:00.000Z');
const search = (question: Readonly<Record<string, string>>, limits: Partial<PageLimits> = {}) =>
  readPage(
    { trail: async () => trail, catalog: async () => catalog },
    parseSearch(new URLSearchParams(question), NOW),
    { ...PAGE_LIMITS, ...limits },
  );
const newestFirst = (items: readonly StoredItem[]) => [...items].sort((a, b) => compareItems(b, a));

/** Reads all pages. */
const searchAll = async (question: Readonly<Record<string, string>>, limits: Partial<PageLimits> = {}) => {
  const pages = [await search(question, limits)];
  for (let next = pages[0]?.next; next; next = pages.at(-1)?.next) {
    pages.push(await search({ ...question, cursor: next }, limits));
  }
  return pages;
};

describe('a search of the trail', () => {
  test('reads a period over many days, newest first, each event once, in pages', async () => {
    const from = Date.parse('2026-07-01T00:00:00.000Z');
    const items = Array.from({ length: 500 }, (_, index) => itemAt(new Date(from + index * 600_000).toISOString()));
    await trail.putMany(items);
    const pages = await searchAll({ since: '2026-07-01', until: '2026-07-05' }, { events: 60 });
    expect(pages.flatMap(({ events }) => events)).toEqual(newestFirst(items));
    expect(pages.slice(0, 8).map(({ events }) => events.length)).toEqual(Array(8).fill(60));
  });

  test.each([
    ['recording', { recording_sid: `RE${'7'.repeat(32)}` }, `RE${'7'.repeat(32)}`],
    ['worker', { worker_sid: `WK${'7'.repeat(32)}` }, `WK${'7'.repeat(32)}`],
    ['e-mail address', { realm_user_id: 'lee@example.com' }, 'lee@example.com'],
  ])('for a %s reads only its events, in pages, within the period', async (_, mine, q) => {
    const items = Array.from({ length: 70 }, (_, minute) =>
      itemAt(new Date(Date.UTC(2026, 7, 1, 10, minute)).toISOString(), mine),
    );
    await trail.putMany([...items, itemAt('2026-08-01T10:30:00.000Z')]);
    const pages = await searchAll({ q, since: '2026-08-01T10:05Z', until: '2026-08-01T11:05Z' }, { events: 20 });
    expect(pages.flatMap(({ events }) => events)).toEqual(newestFirst(items.slice(5, 65)));
    expect(pages.at(-1)).not.toHaveProperty('next');
  });

  test('for a call reads the events of all its recordings, and of requests that found none', async () => {
    const call = `CA${'8'.repeat(32)}`;
    const sids = ['1', '2'].map(digit => `RE8${digit.repeat(31)}`);
    for (const recording_sid of sids) await catalog.put({ recording_sid, call_sid: call });
    const items = [...sids, call, ...sids].map((recording_sid, hour) =>
      itemAt(new Date(Date.UTC(2026, 7, 2, hour)).toISOString(), { recording_sid }),
    );
    await trail.put(...items);
    const [page, ...others] = await searchAll({ q: call });
    expect(page).toMatchObject({ events: newestFirst(items), recordingSids: expect.arrayContaining(sids) });
    expect(others).toEqual([]);
  });

  test('keeps only denials, only one kind, only one identity, or only restricted recordings', async () => {
    const restricted = `RE9${'1'.repeat(31)}`;
    await catalog.put({ recording_sid: restricted, restricted: true });
    await catalog.put({ recording_sid: `RE9${'2'.repeat(31)}`, restricted: false });
    const at = (hour: number, changes: object) => itemAt(new Date(Date.UTC(2026, 7, 3, hour)).toISOString(), changes);
    const [issued, denied, refused, other] = [
      at(1, { recording_sid: restricted }),
      at(2, { event: 'denied', identity: 'kim_40example_2Ecom', recording_sid: `RE9${'2'.repeat(31)}` }),
      at(3, { event: 'media_refused', recording_sid: restricted }),
      at(4, {}),
    ];
    await trail.put(issued, denied, refused, other);
    const found = async (question: Readonly<Record<string, string>>) =>
      (await search({ since: '2026-08-03', until: '2026-08-04', ...question })).events;
    expect(await found({})).toEqual([other, refused, denied, issued]);
    expect(await found({ only: 'denials' })).toEqual([refused, denied]);
    expect(await found({ event: 'denied' })).toEqual([denied]);
    expect(await found({ q: 'kim_40example_2Ecom' })).toEqual([denied]);
    expect(await found({ only: 'restricted' })).toEqual([refused, issued]);
  });

  test('ends a page after it has read enough, and goes on from there', async () => {
    const items = Array.from({ length: 300 }, (_, index) =>
      itemAt(new Date(Date.UTC(2026, 7, 4, 0, index)).toISOString(), { event: index === 0 ? 'denied' : 'link_issued' }),
    );
    await trail.putMany(items);
    const pages = await searchAll({ since: '2026-08-04', until: '2026-08-05', only: 'denials' }, { read: 100 });
    expect(pages.map(({ events, read }) => [events.length, read])).toEqual([
      [0, 100],
      [0, 100],
      [1, 100],
      [0, 0],
    ]);
    expect(pages[0]?.readBackTo).toBe(items[200]?.['occurred_at']);
  });

  test('ends a page after many days without an event', async () => {
    const item = itemAt('2026-05-01T10:00:00.000Z');
    await trail.put(item);
    const pages = await searchAll({ since: '2026-05-01', until: '2026-05-11' }, { emptyDays: 3 });
    expect(pages.map(({ events }) => events.length)).toEqual([0, 0, 0, 1]);
    expect(pages[0]?.readBackTo).toBe('2026-05-08T00:00:00.000Z');
  });

  test('fails when the table is throttled', async () => {
    trail.server.failNext('Query', { status: 400, error: 'ProvisionedThroughputExceededException' }, 100);
    await expect(search({ q: `RE${'7'.repeat(32)}` })).rejects.toThrow(StreamFailure);
  });
});
