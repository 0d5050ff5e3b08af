import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { memoryCoverages } from '../fakes/memory-coverages.ts';
import { all } from '../support/audit-events.ts';
import {
  COVERED_UNTIL,
  type Coverages,
  type CoverageTable,
  coverageAfter,
  coveredLink,
  startCoverageTable,
} from '../support/coverage-table.ts';

let table: CoverageTable;
beforeAll(async () => {
  table = await startCoverageTable();
});
afterAll(() => table.close());

const memory = memoryCoverages();
const stored = { ok: true, value: 'stored' };
const outdated = { ok: true, value: 'outdated' };
const earlier = (ms: number) => new Date(COVERED_UNTIL.getTime() - ms);

describe.each<[string, () => Coverages]>([
  ['DynamoDB', () => table.coverages],
  ['memory', () => memory],
])('the coverages in %s', (_name, coverages) => {
  test('are found as they were stored', async () => {
    const link = coveredLink();
    expect(await coverages().find(link.linkHash)).toEqual({ ok: true, value: undefined });
    const first = coverageAfter();
    expect(await coverages().store(link, first)).toEqual(stored);
    expect(await coverages().find(link.linkHash)).toEqual({ ok: true, value: first });
    const second = coverageAfter(first);
    expect(await coverages().store(link, second)).toEqual(stored);
    expect(await coverages().find(link.linkHash)).toEqual({ ok: true, value: second });
  });

  test('are stored only on top of the version that they were made from', async () => {
    const link = coveredLink();
    const first = coverageAfter();
    expect(await coverages().store(link, coverageAfter(first))).toEqual(outdated);
    await coverages().store(link, first);
    expect(await coverages().store(link, first)).toEqual(outdated);
    expect(await coverages().store(link, coverageAfter(coverageAfter(first)))).toEqual(outdated);
    expect(await coverages().find(link.linkHash)).toEqual({ ok: true, value: first });
  });

  test('of many answers at the same time are stored one after the other', async () => {
    const link = coveredLink();
    const answers = await Promise.all(Array.from({ length: 8 }, () => coverages().store(link, coverageAfter())));
    expect(answers.filter(answer => answer.ok && answer.value === 'stored')).toHaveLength(1);
  });

  test('are due when their link has expired, and not before', async () => {
    const link = coveredLink();
    await coverages().store(link, coverageAfter());
    expect(await all(coverages().readDue(earlier(1000)))).not.toContainEqual({ ok: true, value: link.linkHash });
    expect(await all(coverages().readDue(COVERED_UNTIL))).toContainEqual({ ok: true, value: link.linkHash });
  });

  test('are closed once, and nothing can be added afterwards', async () => {
    const link = coveredLink();
    const first = coverageAfter();
    await coverages().store(link, first);
    const closed = {
      ok: true,
      value: { link, coverage: { ...first, isClosed: true }, closedAt: COVERED_UNTIL, endedBy: 'link_expired' },
    };
    expect(await coverages().close(link.linkHash, COVERED_UNTIL)).toEqual(closed);
    expect(await coverages().close(link.linkHash, new Date())).toEqual(closed);
    expect(await coverages().store(link, coverageAfter(first))).toEqual(outdated);
    expect(await coverages().find(link.linkHash)).toMatchObject({ value: { isClosed: true, version: 1 } });
  });

  test('are not due any more when they are finished', async () => {
    const link = coveredLink();
    await coverages().store(link, coverageAfter());
    await coverages().close(link.linkHash, COVERED_UNTIL);
    expect(await coverages().finish(link.linkHash, COVERED_UNTIL)).toEqual({ ok: true, value: undefined });
    expect(await all(coverages().readDue(COVERED_UNTIL))).not.toContainEqual({ ok: true, value: link.linkHash });
  });

  test('that do not exist can be closed and finished without any effect', async () => {
    const { linkHash } = coveredLink();
    expect(await coverages().close(linkHash, COVERED_UNTIL)).toEqual({ ok: true, value: undefined });
    expect(await coverages().finish(linkHash, COVERED_UNTIL)).toEqual({ ok: true, value: undefined });
    expect(await coverages().find(linkHash)).toEqual({ ok: true, value: undefined });
  });
});

describe('the table of coverages', () => {
  test('deletes an item only after it was finished', async () => {
    const link = coveredLink();
    await table.coverages.store(link, coverageAfter());
    await table.coverages.close(link.linkHash, COVERED_UNTIL);
    expect(await table.item({ link_hash: link.linkHash })).not.toHaveProperty('deleted_after');
    await table.coverages.finish(link.linkHash, COVERED_UNTIL);
    expect(await table.item({ link_hash: link.linkHash })).toMatchObject({
      deleted_after: COVERED_UNTIL.getTime() / 1000 + 7 * 86_400,
    });
  });

  test('yields more links than one page of the index has', async () => {
    const links = Array.from({ length: 40 }, () => coveredLink({ expiresAt: earlier(86_400_000) }));
    // With items of 40 kB each, a page of 1 MB has 25.
    const userAgent = 'x'.repeat(40_000);
    for (const link of links)
      await table.coverages.store({ ...link, client: { ...link.client, userAgent } }, coverageAfter());
    const due = await all(table.coverages.readDue(earlier(86_400_000)));
    for (const { linkHash } of links) expect(due).toContainEqual({ ok: true, value: linkHash });
  });

  test('names the attribute of an item that cannot be read, and does not take it for another', async () => {
    const link = coveredLink();
    await table.coverages.store(link, coverageAfter());
    const item = await table.item({ link_hash: link.linkHash });
    await table.put({ ...item, sent_ranges: '0-1 all' });
    expect(await table.coverages.find(link.linkHash)).toMatchObject({
      ok: false,
      error: { code: 'unavailable', reason: 'coverage_item_malformed_sent_ranges' },
    });
    expect(await table.coverages.close(link.linkHash, COVERED_UNTIL)).toMatchObject({ ok: false });
  });

  test.each<[string, string, (linkHash: string) => Promise<unknown>]>([
    ['found', 'GetItem', linkHash => table.coverages.find(linkHash)],
    ['stored', 'UpdateItem', linkHash => table.coverages.store(coveredLink({ linkHash }), coverageAfter())],
    ['closed', 'UpdateItem', linkHash => table.coverages.close(linkHash, COVERED_UNTIL)],
    ['finished', 'UpdateItem', linkHash => table.coverages.finish(linkHash, COVERED_UNTIL)],
    ['read', 'Query', async () => (await all(table.coverages.readDue(COVERED_UNTIL))).at(-1)],
  ])('that continues to throttle is unavailable when a coverage is %s', async (_, operation, call) => {
    table.server.failNext(operation, { status: 400, error: 'ProvisionedThroughputExceededException' }, 10);
    expect(await call(coveredLink().linkHash)).toMatchObject({
      ok: false,
      error: { code: 'unavailable', reason: 'coverage_throttled' },
    });
    table.server.clear();
  });
});
