import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoDbLinkRevocation } from '../../bin/audit/revoke/dynamodb-link-revocation.ts';
import type { LinkLease } from '../../lambda/domain/media/lease/link-lease.ts';
import type { LinkLeases } from '../../lambda/domain/media/ports.ts';
import { grant } from '../support/grant.ts';
import { EXPIRES_AT, type LinksTable, openingBy, secondsAfterIssue, startLinksTable } from '../support/links-table.ts';
import { encryptedVector } from '../support/vectors.ts';

let table: LinksTable;
let leases: LinkLeases;

beforeAll(async () => {
  table = await startLinksTable();
  ({ leases } = table);
});
afterAll(() => table.close());

describe('a lease', () => {
  it('comes back as it was granted', async () => {
    const { details } = encryptedVector('rsa4096');
    const object = { key: 'k', versionId: 'v1', etag: '"e"', sizeBytes: 7, archived: false };
    const { linkHash } = await table.issue({ object, encryption: details });
    const { eventId, recordingSid, caller, decision } = grant();
    const { tokenExpiresAtMs, ...audited } = caller;
    expect(await table.found(linkHash)).toEqual({
      linkHash,
      eventId,
      recordingSid,
      object: { key: 'k', versionId: 'v1', etag: '"e"', sizeBytes: 7 },
      encryption: details,
      caller: audited,
      decision,
      expiresAt: EXPIRES_AT,
    });
  });

  it('is stored without its token, under names that people can read', async () => {
    const { linkHash, url } = await table.issue();
    const item = await table.stored(linkHash);
    expect(item).toMatchObject({ link_hash: linkHash, worker_sid: grant().caller.workerSid, size_bytes: 48_044 });
    expect(item?.['expires_at']).toBe(EXPIRES_AT.getTime() / 1000);
    expect(JSON.stringify(item)).not.toContain(url.split('/').at(-1));
  });

  it('is not there under another hash', async () => {
    expect(await table.found('0'.repeat(64))).toBeUndefined();
  });

  it('is opened once, and then says by whom', async () => {
    const { linkHash } = await table.issue();
    const first = await leases.open(linkHash, openingBy('first'));
    expect(first.ok && first.value?.opening).toEqual(openingBy('first'));
    const second = await leases.open(linkHash, openingBy('second'));
    expect(second.ok && second.value?.opening).toEqual(openingBy('first'));
    expect((await table.found(linkHash))?.opening).toEqual(openingBy('first'));
  });

  it('is opened by exactly one of 50 at once, and all are told the same', async () => {
    const { linkHash } = await table.issue();
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, index) => leases.open(linkHash, openingBy(`client ${index}`))),
    );
    const openers = new Set(outcomes.map(outcome => outcome.ok && outcome.value?.opening?.client.userAgent));
    expect([...openers]).toEqual([expect.stringMatching(/^client \d+$/)]);
  });

  it('is not opened when it has expired, even to the second', async () => {
    const { linkHash } = await table.issue();
    const late = await leases.open(linkHash, openingBy('late', EXPIRES_AT));
    expect(late.ok && late.value).toMatchObject({ linkHash });
    expect((await table.found(linkHash))?.opening).toBeUndefined();
  });

  it('is not opened when it was revoked', async () => {
    const { linkHash } = await table.issue();
    const revocation = { ...openingBy('x'), reason: 'mistake', tool: 'test' };
    await dynamoDbLinkRevocation(table.client, table.table).revoke(linkHash, revocation);
    const refused = await leases.open(linkHash, openingBy('someone'));
    expect(refused.ok && refused.value?.revocation).toMatchObject({ at: revocation.at, reason: 'mistake' });
    expect((await table.found(linkHash))?.opening).toBeUndefined();
  });

  it('is not brought to life by whoever opens what is not there', async () => {
    const absent = await leases.open('1'.repeat(64), openingBy('someone'));
    expect(absent).toEqual({ ok: true, value: undefined });
    expect(await table.stored('1'.repeat(64))).toBeUndefined();
    expect(await leases.markOpeningRecorded('1'.repeat(64), secondsAfterIssue(1))).toEqual({
      ok: true,
      value: undefined,
    });
    expect(await table.stored('1'.repeat(64))).toBeUndefined();
  });

  it('is open to its client all the same when the answer to the opening was lost', async () => {
    const { linkHash } = await table.issue();
    table.server.loseNextAnswer('UpdateItem');
    const opened = await leases.open(linkHash, openingBy('first'));
    expect(opened.ok && opened.value?.opening).toEqual(openingBy('first'));
  });

  it('remembers that its opening is on record', async () => {
    const { linkHash } = await table.issue();
    await leases.open(linkHash, openingBy('first'));
    expect((await leases.markOpeningRecorded(linkHash, secondsAfterIssue(2))).ok).toBe(true);
    expect((await table.found(linkHash))?.openingRecordedAt).toEqual(secondsAfterIssue(2));
  });
});

describe('while the table cannot be reached', () => {
  it.each<[string, string, (known: LinkLease) => Promise<unknown>]>([
    ['issuing', 'PutItem', known => leases.create(known)],
    ['finding', 'GetItem', ({ linkHash }) => leases.find(linkHash)],
    ['opening', 'UpdateItem', ({ linkHash }) => leases.open(linkHash, openingBy('someone'))],
    ['marking', 'UpdateItem', ({ linkHash }) => leases.markOpeningRecorded(linkHash, secondsAfterIssue(0))],
  ])('%s is unavailable', async (_, operation, run) => {
    const known = await table.found((await table.issue()).linkHash);
    if (!known) throw new Error('no lease');
    table.server.failNext(operation, { status: 500, error: 'InternalServerError' }, 2);
    expect(await run(known)).toMatchObject({ ok: false, error: { code: 'unavailable', reason: 'links_failed' } });
    table.server.clear();
  });
});
