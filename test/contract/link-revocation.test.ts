import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LeaseRevocation } from '../../lambda/domain/media/lease/link-lease.ts';
import type { RevocationTarget } from '../../lambda/domain/media/ports.ts';
import type { RecordingSid } from '../../lambda/domain/shared/recording-sid.ts';
import { memoryLinks } from '../fakes/memory-links.ts';
import { supervisor } from '../support/callers.ts';
import {
  EXPIRES_AT,
  type Links,
  type LinksTable,
  linksOn,
  openingBy,
  revocationBy,
  secondsAfterIssue,
  startLinksTable,
} from '../support/links-table.ts';

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
const DAY_SECONDS = 86_400;

const revoke = async (links: Links, linkHash: string, order: LeaseRevocation) => {
  const revoked = await links.revocation.revoke(linkHash, order);
  if (!revoked.ok) throw new Error(revoked.error.reason);
  return revoked.value;
};
const findCandidates = async (links: Links, target: RevocationTarget, at = secondsAfterIssue(1)) => {
  const hashes: string[] = [];
  for await (const candidate of links.revocation.findCandidates(target, at)) {
    if (!candidate.ok) throw new Error(candidate.error.reason);
    hashes.push(candidate.value);
  }
  return hashes;
};

describe.each(IMPLEMENTATIONS)('a revocation in %s', (_, links) => {
  test('is stored with all facts of its audit event, and returns the lease', async () => {
    const { linkHash } = await links().issue();
    await links().leases.open(linkHash, openingBy('listener'));
    expect(await revoke(links(), linkHash, revocationBy('first'))).toMatchObject({
      linkHash,
      opening: openingBy('listener'),
      revocation: revocationBy('first'),
    });
    expect((await links().found(linkHash))?.revocation).toEqual(revocationBy('first'));
  });

  test('is returned unchanged by later orders until it is recorded', async () => {
    const { linkHash } = await links().issue();
    await revoke(links(), linkHash, revocationBy('first'));
    const second = await revoke(links(), linkHash, revocationBy('second', secondsAfterIssue(2)));
    expect(second?.revocation).toEqual(revocationBy('first'));
    const marked = await links().revocation.markRevocationRecorded(linkHash, secondsAfterIssue(3));
    expect(marked).toEqual({ ok: true, value: undefined });
    expect(await revoke(links(), linkHash, revocationBy('third', secondsAfterIssue(4)))).toBeUndefined();
  });

  test('is the same for 20 simultaneous operators', async () => {
    const { linkHash } = await links().issue();
    const names = Array.from({ length: 20 }, (_, index) => `operator ${index}`);
    const revoked = await Promise.all(names.map(name => revoke(links(), linkHash, revocationBy(name))));
    expect(new Set(revoked.map(lease => lease?.revocation?.eventId)).size).toBe(1);
  });

  test('is not stored in the second in which the link expires', async () => {
    const { linkHash } = await links().issue();
    expect(await revoke(links(), linkHash, revocationBy('late', EXPIRES_AT))).toBeUndefined();
    expect((await links().found(linkHash))?.revocation).toBeUndefined();
  });

  test('is returned after the expiry if it was stored before and is not recorded yet', async () => {
    const { linkHash } = await links().issue();
    await revoke(links(), linkHash, revocationBy('first'));
    const later = await revoke(links(), linkHash, revocationBy('late', EXPIRES_AT));
    expect(later?.revocation).toEqual(revocationBy('first'));
  });

  test('creates no lease', async () => {
    const absent = '0'.repeat(64);
    expect(await revoke(links(), absent, revocationBy('someone'))).toBeUndefined();
    await links().revocation.markRevocationRecorded(absent, secondsAfterIssue(1));
    expect(await links().found(absent)).toBeUndefined();
  });
});

describe.each(IMPLEMENTATIONS)('the links to revoke in %s', (_, links) => {
  const recordingSid = `RE${'7'.repeat(32)}` as RecordingSid;
  const eventId = '01939d5e-0000-7000-8000-0000000000bb';
  const caller = { ...supervisor, workerSid: `WK${'7'.repeat(32)}` };

  test.each<[string, RevocationTarget, { recordingSid?: RecordingSid; eventId?: string; caller?: typeof caller }]>([
    ['a recording', { by: 'recording', recordingSid }, { recordingSid }],
    ['an event', { by: 'event', eventId }, { eventId }],
    ['a user', { by: 'user', workerSid: caller.workerSid }, { caller }],
  ])('are all links of %s, and no other', async (_, target, changes) => {
    const issued = [await links().issue(changes), await links().issue(changes)];
    await links().issue();
    const hashes = issued.map(({ linkHash }) => linkHash);
    expect((await findCandidates(links(), target)).sort()).toEqual(hashes.sort());
  });

  test('are sorted by expiry, the latest first, without those that expired a day ago', async () => {
    const target = { by: 'recording', recordingSid: `RE${'8'.repeat(32)}` as RecordingSid } as const;
    const { recordingSid } = target;
    const [short, long, between] = [
      await links().issue({ recordingSid, ttlSeconds: 60 }),
      await links().issue({ recordingSid, ttlSeconds: 3600 }),
      await links().issue({ recordingSid, ttlSeconds: 600 }),
    ];
    expect(await findCandidates(links(), target)).toEqual([long.linkHash, between.linkHash, short.linkHash]);
    const aDayLater = await findCandidates(links(), target, secondsAfterIssue(60 + DAY_SECONDS));
    expect(aDayLater).toEqual([long.linkHash, between.linkHash]);
  });
});
