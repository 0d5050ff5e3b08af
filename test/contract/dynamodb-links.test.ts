import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { LinkLease } from '../../lambda/domain/media/lease/link-lease.ts';
import { grant } from '../support/grant.ts';
import {
  EXPIRES_AT,
  incidentOf,
  type LinksTable,
  openingBy,
  revocationBy,
  secondsAfterIssue,
  startLinksTable,
} from '../support/links-table.ts';

let table: LinksTable;
beforeAll(async () => {
  table = await startLinksTable();
});
afterEach(() => table.server.clear());
afterAll(() => table.close());

const ABSENT = '0'.repeat(64);

describe('the item of a lease', () => {
  test('contains no token, and has attribute names for people', async () => {
    const { linkHash, url } = await table.issue();
    const item = await table.stored(linkHash);
    expect(item).toMatchObject({ link_hash: linkHash, worker_sid: grant().caller.workerSid, size_bytes: 48_044 });
    expect(item?.['expires_at']).toBe(EXPIRES_AT.getTime() / 1000);
    expect(JSON.stringify(item)).not.toContain(url.split('/').at(-1));
  });

  test('is created by no update', async () => {
    await table.leases.open(ABSENT, openingBy('someone'));
    await table.leases.markOpeningRecorded(ABSENT, secondsAfterIssue(1));
    await table.leases.noteIncident(ABSENT, incidentOf('x'), 10);
    await table.leases.markIncidentRecorded(ABSENT, incidentOf('x').id);
    await table.revocation.revoke(ABSENT, revocationBy('someone'));
    await table.revocation.markRevocationRecorded(ABSENT, secondsAfterIssue(1));
    expect(await table.stored(ABSENT)).toBeUndefined();
  });
});

describe('when the answer to an update is lost', () => {
  test('the lease is opened for the client of that update', async () => {
    const { linkHash } = await table.issue();
    table.server.loseNextAnswer('UpdateItem');
    const opened = await table.leases.open(linkHash, openingBy('first'));
    expect(opened.ok && opened.value?.opening).toEqual(openingBy('first'));
  });

  test('the incident is noted once', async () => {
    const { linkHash } = await table.issue();
    table.server.loseNextAnswer('UpdateItem');
    const noted = await table.leases.noteIncident(linkHash, incidentOf('stranger'), 10);
    expect(noted.ok && noted.value?.incidents).toEqual([incidentOf('stranger')]);
  });

  test('the revocation is returned', async () => {
    const { linkHash } = await table.issue();
    table.server.loseNextAnswer('UpdateItem');
    const revoked = await table.revocation.revoke(linkHash, revocationBy('first'));
    expect(revoked.ok && revoked.value?.revocation).toEqual(revocationBy('first'));
  });
});

describe('while the table fails', () => {
  const unavailable = { ok: false, error: { code: 'unavailable', reason: 'links_failed' } };
  const fail = (operation: string) =>
    table.server.failNext(operation, { status: 500, error: 'InternalServerError' }, 2);

  test.each<[string, string, (known: LinkLease) => Promise<unknown>]>([
    ['create', 'PutItem', known => table.leases.create(known)],
    ['find', 'GetItem', ({ linkHash }) => table.leases.find(linkHash)],
    ['open', 'UpdateItem', ({ linkHash }) => table.leases.open(linkHash, openingBy('someone'))],
    ['markOpeningRecorded', 'UpdateItem', known => table.leases.markOpeningRecorded(known.linkHash, EXPIRES_AT)],
    ['noteIncident', 'UpdateItem', ({ linkHash }) => table.leases.noteIncident(linkHash, incidentOf('x'), 10)],
    ['markIncidentRecorded', 'UpdateItem', ({ linkHash }) => table.leases.markIncidentRecorded(linkHash, 'x')],
    ['revoke', 'UpdateItem', ({ linkHash }) => table.revocation.revoke(linkHash, revocationBy('someone'))],
    [
      'markRevocationRecorded',
      'UpdateItem',
      known => table.revocation.markRevocationRecorded(known.linkHash, EXPIRES_AT),
    ],
  ])('%s fails with unavailable', async (_, operation, run) => {
    const known = await table.found((await table.issue()).linkHash);
    if (!known) throw new Error('no lease');
    fail(operation);
    expect(await run(known)).toMatchObject(unavailable);
  });

  test('findCandidates yields the failure and ends', async () => {
    fail('Query');
    const found: unknown[] = [];
    const target = { by: 'event', eventId: 'x' } as const;
    for await (const candidate of table.revocation.findCandidates(target, secondsAfterIssue(1))) found.push(candidate);
    expect(found).toMatchObject([unavailable]);
  });
});
