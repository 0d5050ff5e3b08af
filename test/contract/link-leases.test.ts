import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { memoryLinks } from '../fakes/memory-links.ts';
import { grant } from '../support/grant.ts';
import {
  EXPIRES_AT,
  incidentOf,
  type Links,
  type LinksTable,
  linksOn,
  openingBy,
  revocationBy,
  secondsAfterIssue,
  startLinksTable,
} from '../support/links-table.ts';
import { encryptedVector } from '../support/vectors.ts';

let table: LinksTable;
beforeAll(async () => {
  table = await startLinksTable();
});
afterAll(() => table.close());

const memory = linksOn(memoryLinks());
const IMPLEMENTATIONS: [string, () => Links][] = [
  ['DynamoDB', () => table],
  ['memory', () => memory],
];
const ABSENT = '1'.repeat(64);

describe.each(IMPLEMENTATIONS)('a lease in %s', (_, links) => {
  test('is found as it was granted', async () => {
    const { details } = encryptedVector('rsa4096');
    const object = { key: 'k', versionId: 'v1', etag: '"e"', sizeBytes: 7, contentType: 'audio/wav' as const };
    const { linkHash } = await links().issue({ object, encryption: details });
    const { eventId, recordingSid, caller, decision } = grant();
    const { tokenExpiresAtMs, ...audited } = caller;
    expect(await links().found(linkHash)).toEqual({
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

  test('is not found under another hash', async () => {
    expect(await links().found(ABSENT)).toBeUndefined();
  });

  test('is opened once, and then contains who opened it', async () => {
    const { linkHash } = await links().issue();
    const first = await links().leases.open(linkHash, openingBy('first'));
    expect(first.ok && first.value?.opening).toEqual(openingBy('first'));
    const second = await links().leases.open(linkHash, openingBy('second'));
    expect(second.ok && second.value?.opening).toEqual(openingBy('first'));
    expect((await links().found(linkHash))?.opening).toEqual(openingBy('first'));
  });

  test('is opened by exactly one of 50 simultaneous clients, and all get the same lease', async () => {
    const { linkHash } = await links().issue();
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, index) => links().leases.open(linkHash, openingBy(`client ${index}`))),
    );
    const openers = new Set(outcomes.map(outcome => outcome.ok && outcome.value?.opening?.client.userAgent));
    expect([...openers]).toEqual([expect.stringMatching(/^client \d+$/)]);
  });

  test('is not opened in the second in which it expires', async () => {
    const { linkHash } = await links().issue();
    const late = await links().leases.open(linkHash, openingBy('late', EXPIRES_AT));
    expect(late.ok && late.value).toMatchObject({ linkHash });
    expect((await links().found(linkHash))?.opening).toBeUndefined();
  });

  test('is not opened after it was revoked', async () => {
    const { linkHash } = await links().issue();
    const revocation = revocationBy('operator');
    await links().revocation.revoke(linkHash, revocation);
    const refused = await links().leases.open(linkHash, openingBy('someone'));
    expect(refused.ok && refused.value?.revocation).toEqual(revocation);
    expect((await links().found(linkHash))?.opening).toBeUndefined();
  });

  test('is not created by an opening', async () => {
    const done = { ok: true, value: undefined };
    expect(await links().leases.open(ABSENT, openingBy('someone'))).toEqual(done);
    expect(await links().leases.markOpeningRecorded(ABSENT, secondsAfterIssue(1))).toEqual(done);
    expect(await links().found(ABSENT)).toBeUndefined();
  });

  test('stores that its opening is recorded', async () => {
    const { linkHash } = await links().issue();
    await links().leases.open(linkHash, openingBy('first'));
    expect((await links().leases.markOpeningRecorded(linkHash, secondsAfterIssue(2))).ok).toBe(true);
    expect((await links().found(linkHash))?.openingRecordedAt).toEqual(secondsAfterIssue(2));
  });
});

describe.each(IMPLEMENTATIONS)('an incident of a lease in %s', (_, links) => {
  test('is noted with all facts of its audit event', async () => {
    const { linkHash } = await links().issue();
    const noted = await links().leases.noteIncident(linkHash, incidentOf('stranger'), 10);
    expect(noted.ok && noted.value?.incidents).toEqual([incidentOf('stranger')]);
    expect((await links().found(linkHash))?.incidents).toEqual([incidentOf('stranger')]);
  });

  test('is noted once: the first one stays unchanged, and a second call returns it', async () => {
    const { linkHash } = await links().issue();
    await links().leases.noteIncident(linkHash, incidentOf('stranger'), 10);
    const again = { ...incidentOf('stranger'), eventId: 'later', at: secondsAfterIssue(9) };
    const noted = await links().leases.noteIncident(linkHash, again, 10);
    expect(noted.ok && noted.value?.incidents).toEqual([incidentOf('stranger')]);
  });

  test('is noted by exactly one of 50 simultaneous calls', async () => {
    const { linkHash } = await links().issue();
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        links().leases.noteIncident(linkHash, { ...incidentOf('stranger'), eventId: `event ${index}` }, 10),
      ),
    );
    const seen = outcomes.map(noted => noted.ok && noted.value?.incidents?.map(({ eventId }) => eventId).join());
    expect([...new Set(seen)]).toEqual([expect.stringMatching(/^event \d+$/)]);
  });

  test('is noted only up to the limit, also by many simultaneous calls', async () => {
    const { linkHash } = await links().issue();
    const note = (index: number, room: number) => links().leases.noteIncident(linkHash, incidentOf(`${index}`), room);
    await Promise.all(Array.from({ length: 20 }, (_, index) => note(index, 3)));
    expect((await links().found(linkHash))?.incidents).toHaveLength(3);
    const more = await note(20, 4);
    expect(more.ok && more.value?.incidents?.at(-1)).toEqual(incidentOf('20'));
  });

  test('is marked as recorded, and no other incident is', async () => {
    const { linkHash } = await links().issue();
    await links().leases.noteIncident(linkHash, incidentOf('one'), 10);
    await links().leases.noteIncident(linkHash, incidentOf('two'), 10);
    const marked = await links().leases.markIncidentRecorded(linkHash, incidentOf('two').id);
    expect(marked).toEqual({ ok: true, value: undefined });
    expect((await links().found(linkHash))?.incidents?.map(({ isRecorded }) => isRecorded)).toEqual([false, true]);
  });

  test('creates no lease', async () => {
    const done = { ok: true, value: undefined };
    expect(await links().leases.noteIncident(ABSENT, incidentOf('x'), 10)).toEqual(done);
    expect(await links().leases.markIncidentRecorded(ABSENT, incidentOf('x').id)).toEqual(done);
    expect(await links().found(ABSENT)).toBeUndefined();
  });
});
