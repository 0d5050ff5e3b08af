import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dynamoDbLinkRevocation } from '../../bin/audit/revoke/dynamodb-link-revocation.ts';
import type { LeaseIncident, LinkLease } from '../../lambda/domain/media/lease/link-lease.ts';
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
  test('comes back as it was granted', async () => {
    const { details } = encryptedVector('rsa4096');
    const object = { key: 'k', versionId: 'v1', etag: '"e"', sizeBytes: 7, contentType: 'audio/wav' as const };
    const { linkHash } = await table.issue({ object, encryption: details });
    const { eventId, recordingSid, caller, decision } = grant();
    const { tokenExpiresAtMs, ...audited } = caller;
    expect(await table.found(linkHash)).toEqual({
      linkHash,
      eventId,
      recordingSid,
      object,
      encryption: details,
      caller: audited,
      decision,
      expiresAt: EXPIRES_AT,
    });
  });

  test('is stored without its token, under names that people can read', async () => {
    const { linkHash, url } = await table.issue();
    const item = await table.stored(linkHash);
    expect(item).toMatchObject({ link_hash: linkHash, worker_sid: grant().caller.workerSid, size_bytes: 48_044 });
    expect(item?.['expires_at']).toBe(EXPIRES_AT.getTime() / 1000);
    expect(JSON.stringify(item)).not.toContain(url.split('/').at(-1));
  });

  test('is not there under another hash', async () => {
    expect(await table.found('0'.repeat(64))).toBeUndefined();
  });

  test('is opened once, and then says by whom', async () => {
    const { linkHash } = await table.issue();
    const first = await leases.open(linkHash, openingBy('first'));
    expect(first.ok && first.value?.opening).toEqual(openingBy('first'));
    const second = await leases.open(linkHash, openingBy('second'));
    expect(second.ok && second.value?.opening).toEqual(openingBy('first'));
    expect((await table.found(linkHash))?.opening).toEqual(openingBy('first'));
  });

  test('is opened by exactly one of 50 at once, and all are told the same', async () => {
    const { linkHash } = await table.issue();
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, index) => leases.open(linkHash, openingBy(`client ${index}`))),
    );
    const openers = new Set(outcomes.map(outcome => outcome.ok && outcome.value?.opening?.client.userAgent));
    expect([...openers]).toEqual([expect.stringMatching(/^client \d+$/)]);
  });

  test('is not opened when it has expired, even to the second', async () => {
    const { linkHash } = await table.issue();
    const late = await leases.open(linkHash, openingBy('late', EXPIRES_AT));
    expect(late.ok && late.value).toMatchObject({ linkHash });
    expect((await table.found(linkHash))?.opening).toBeUndefined();
  });

  test('is not opened when it was revoked', async () => {
    const { linkHash } = await table.issue();
    const revocation = { ...openingBy('x'), reason: 'mistake', tool: 'test' };
    await dynamoDbLinkRevocation(table.client, table.table).revoke(linkHash, revocation);
    const refused = await leases.open(linkHash, openingBy('someone'));
    expect(refused.ok && refused.value?.revocation).toMatchObject({ at: revocation.at, reason: 'mistake' });
    expect((await table.found(linkHash))?.opening).toBeUndefined();
  });

  test('is not brought to life by whoever opens what is not there', async () => {
    const absent = await leases.open('1'.repeat(64), openingBy('someone'));
    expect(absent).toEqual({ ok: true, value: undefined });
    expect(await table.stored('1'.repeat(64))).toBeUndefined();
    expect(await leases.markOpeningRecorded('1'.repeat(64), secondsAfterIssue(1))).toEqual({
      ok: true,
      value: undefined,
    });
    expect(await table.stored('1'.repeat(64))).toBeUndefined();
  });

  test('is open to its client all the same when the answer to the opening was lost', async () => {
    const { linkHash } = await table.issue();
    table.server.loseNextAnswer('UpdateItem');
    const opened = await leases.open(linkHash, openingBy('first'));
    expect(opened.ok && opened.value?.opening).toEqual(openingBy('first'));
  });

  test('remembers that its opening is on record', async () => {
    const { linkHash } = await table.issue();
    await leases.open(linkHash, openingBy('first'));
    expect((await leases.markOpeningRecorded(linkHash, secondsAfterIssue(2))).ok).toBe(true);
    expect((await table.found(linkHash))?.openingRecordedAt).toEqual(secondsAfterIssue(2));
  });
});

const incidentOf = (client: string): LeaseIncident => {
  const { eventId, requestId, at, client: seen } = openingBy(client);
  const said = { event: 'media_refused', reason: 'other_client', isRecorded: false } as const;
  return { ...said, id: `media_refused#other_client#${client}`, eventId, requestId, at, client: seen };
};

describe('an incident of a lease', () => {
  test('is noted with all that its audit event will say', async () => {
    const { linkHash } = await table.issue();
    const noted = await leases.noteIncident(linkHash, incidentOf('stranger'), 10);
    expect(noted.ok && noted.value?.incidents).toEqual([incidentOf('stranger')]);
    expect((await table.found(linkHash))?.incidents).toEqual([incidentOf('stranger')]);
  });

  test('is noted once: the first one stays as it is, and is given to whoever comes second', async () => {
    const { linkHash } = await table.issue();
    await leases.noteIncident(linkHash, incidentOf('stranger'), 10);
    const again = { ...incidentOf('stranger'), eventId: 'later', at: secondsAfterIssue(9) };
    const noted = await leases.noteIncident(linkHash, again, 10);
    expect(noted.ok && noted.value?.incidents).toEqual([incidentOf('stranger')]);
  });

  test('is noted by exactly one of 50 at once', async () => {
    const { linkHash } = await table.issue();
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        leases.noteIncident(linkHash, { ...incidentOf('stranger'), eventId: `event ${index}` }, 10),
      ),
    );
    const seen = outcomes.map(noted => noted.ok && noted.value?.incidents?.map(({ eventId }) => eventId).join());
    expect([...new Set(seen)]).toEqual([expect.stringMatching(/^event \d+$/)]);
  });

  test('is noted while there is room, to the last place of it, however many come at once', async () => {
    const { linkHash } = await table.issue();
    const note = (index: number, room: number) => leases.noteIncident(linkHash, incidentOf(`${index}`), room);
    await Promise.all(Array.from({ length: 20 }, (_, index) => note(index, 3)));
    expect((await table.found(linkHash))?.incidents).toHaveLength(3);
    const more = await note(20, 4);
    expect(more.ok && more.value?.incidents?.at(-1)).toEqual(incidentOf('20'));
  });

  test('is marked when it is on record, and no other is', async () => {
    const { linkHash } = await table.issue();
    await leases.noteIncident(linkHash, incidentOf('one'), 10);
    await leases.noteIncident(linkHash, incidentOf('two'), 10);
    expect(await leases.markIncidentRecorded(linkHash, incidentOf('two').id)).toEqual({ ok: true, value: undefined });
    expect((await table.found(linkHash))?.incidents?.map(({ isRecorded }) => isRecorded)).toEqual([false, true]);
  });

  test('is noted once when the answer to that was lost', async () => {
    const { linkHash } = await table.issue();
    table.server.loseNextAnswer('UpdateItem');
    const noted = await leases.noteIncident(linkHash, incidentOf('stranger'), 10);
    expect(noted.ok && noted.value?.incidents).toEqual([incidentOf('stranger')]);
  });

  test('brings no lease to life that is not there', async () => {
    const absent = '2'.repeat(64);
    expect(await leases.noteIncident(absent, incidentOf('x'), 10)).toEqual({ ok: true, value: undefined });
    expect(await leases.markIncidentRecorded(absent, incidentOf('x').id)).toEqual({ ok: true, value: undefined });
    expect(await table.stored(absent)).toBeUndefined();
  });
});

describe('while the table cannot be reached', () => {
  test.each<[string, string, (known: LinkLease) => Promise<unknown>]>([
    ['issuing', 'PutItem', known => leases.create(known)],
    ['finding', 'GetItem', ({ linkHash }) => leases.find(linkHash)],
    ['opening', 'UpdateItem', ({ linkHash }) => leases.open(linkHash, openingBy('someone'))],
    ['marking', 'UpdateItem', ({ linkHash }) => leases.markOpeningRecorded(linkHash, secondsAfterIssue(0))],
    ['noting an incident', 'UpdateItem', ({ linkHash }) => leases.noteIncident(linkHash, incidentOf('x'), 10)],
    ['marking an incident', 'UpdateItem', ({ linkHash }) => leases.markIncidentRecorded(linkHash, 'x')],
  ])('%s is unavailable', async (_, operation, run) => {
    const known = await table.found((await table.issue()).linkHash);
    if (!known) throw new Error('no lease');
    table.server.failNext(operation, { status: 500, error: 'InternalServerError' }, 2);
    expect(await run(known)).toMatchObject({ ok: false, error: { code: 'unavailable', reason: 'links_failed' } });
    table.server.clear();
  });
});
