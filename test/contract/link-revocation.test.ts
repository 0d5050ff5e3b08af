import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dynamoDbLinkRevocation } from '../../bin/audit/revoke/dynamodb-link-revocation.ts';
import type { LeaseRevocation } from '../../lambda/domain/media/lease/link-lease.ts';
import type { LinkRevocation, RevocationTarget } from '../../lambda/domain/media/ports.ts';
import type { RecordingSid } from '../../lambda/domain/shared/recording-sid.ts';
import { supervisor } from '../support/callers.ts';
import { EXPIRES_AT, type LinksTable, openingBy, secondsAfterIssue, startLinksTable } from '../support/links-table.ts';

let table: LinksTable;
let links: LinkRevocation;

beforeAll(async () => {
  table = await startLinksTable();
  links = dynamoDbLinkRevocation(table.client, table.table);
});
afterAll(() => table.close());

const order = (name: string, at = secondsAfterIssue(1)): LeaseRevocation => ({
  at,
  eventId: `event of ${name}`,
  requestId: `request of ${name}`,
  reason: `reason of ${name}`,
  tool: 'audit revoke',
});
const revoke = async (linkHash: string, revocation: LeaseRevocation) => {
  const ended = await links.revoke(linkHash, revocation);
  if (!ended.ok) throw new Error(ended.error.reason);
  return ended.value;
};
const candidates = async (target: RevocationTarget, at = secondsAfterIssue(1)) => {
  const found = [];
  for await (const candidate of links.candidates(target, at)) found.push(candidate);
  return found;
};

describe('ending a link', () => {
  test('is stored with all that its audit event will say, and gives the lease', async () => {
    const { linkHash } = await table.issue();
    await table.leases.open(linkHash, openingBy('listener'));
    expect(await revoke(linkHash, order('first'))).toMatchObject({
      linkHash,
      opening: openingBy('listener'),
      revocation: order('first'),
    });
    expect((await table.found(linkHash))?.revocation).toEqual(order('first'));
  });

  test('is given again as it was first ordered, until it is on record', async () => {
    const { linkHash } = await table.issue();
    await revoke(linkHash, order('first'));
    expect((await revoke(linkHash, order('second', secondsAfterIssue(2))))?.revocation).toEqual(order('first'));
    expect(await links.markRevocationRecorded(linkHash, secondsAfterIssue(3))).toEqual({ ok: true, value: undefined });
    expect(await revoke(linkHash, order('third', secondsAfterIssue(4)))).toBeUndefined();
  });

  test('is the same for 20 operators at once', async () => {
    const { linkHash } = await table.issue();
    const names = Array.from({ length: 20 }, (_, index) => `operator ${index}`);
    const ended = await Promise.all(names.map(name => revoke(linkHash, order(name))));
    expect(new Set(ended.map(lease => lease?.revocation?.eventId)).size).toBe(1);
  });

  test('is left out once the link has ended by itself, to the second', async () => {
    const { linkHash } = await table.issue();
    expect(await revoke(linkHash, order('late', EXPIRES_AT))).toBeUndefined();
    expect((await table.found(linkHash))?.revocation).toBeUndefined();
  });

  test('can still be put on record when the link would have ended by itself since', async () => {
    const { linkHash } = await table.issue();
    await revoke(linkHash, order('first'));
    expect((await revoke(linkHash, order('late', EXPIRES_AT)))?.revocation).toEqual(order('first'));
  });

  test('makes no entry of its own', async () => {
    const absent = '0'.repeat(64);
    expect(await revoke(absent, order('someone'))).toBeUndefined();
    await links.markRevocationRecorded(absent, secondsAfterIssue(1));
    expect(await table.stored(absent)).toBeUndefined();
  });

  test('is given although its first answer was lost', async () => {
    const { linkHash } = await table.issue();
    table.server.loseNextAnswer('UpdateItem');
    expect((await revoke(linkHash, order('first')))?.revocation).toEqual(order('first'));
  });
});

describe('the links to end', () => {
  const recordingSid = `RE${'7'.repeat(32)}` as RecordingSid;
  const eventId = '01939d5e-0000-7000-8000-0000000000bb';
  const caller = { ...supervisor, workerSid: `WK${'7'.repeat(32)}` };

  test.each<[string, RevocationTarget, { recordingSid?: RecordingSid; eventId?: string; caller?: typeof caller }]>([
    ['a recording', { by: 'recording', recordingSid }, { recordingSid }],
    ['an event', { by: 'event', eventId }, { eventId }],
    ['a user', { by: 'user', workerSid: caller.workerSid }, { caller }],
  ])('are all those of %s, and no other', async (_, target, changes) => {
    const issued = [await table.issue(changes), await table.issue(changes)];
    await table.issue();
    const expected = issued.map(({ linkHash }) => ({ ok: true, value: linkHash }));
    expect(await candidates(target)).toEqual(expect.arrayContaining(expected));
    expect(await candidates(target)).toHaveLength(2);
  });
});

describe('the links to end, some of which have ended by themselves', () => {
  const recordingSid = `RE${'8'.repeat(32)}` as RecordingSid;
  const DAY_SECONDS = 86_400;
  const hashes = (found: Awaited<ReturnType<typeof candidates>>) => found.map(each => each.ok && each.value);

  test('are those that live longest first, and none that ended a day ago', async () => {
    const [short, long, between] = [
      await table.issue({ recordingSid, ttlSeconds: 60 }),
      await table.issue({ recordingSid, ttlSeconds: 3600 }),
      await table.issue({ recordingSid, ttlSeconds: 600 }),
    ];
    const target = { by: 'recording', recordingSid } as const;
    expect(hashes(await candidates(target))).toEqual([long.linkHash, between.linkHash, short.linkHash]);
    const aDayLater = hashes(await candidates(target, secondsAfterIssue(60 + DAY_SECONDS)));
    expect(aDayLater).toEqual([long.linkHash, between.linkHash]);
  });
});

describe('while the table cannot be reached', () => {
  const unavailable = { ok: false, error: { code: 'unavailable', reason: 'links_failed' } };

  test.each<[string, string, () => Promise<unknown>]>([
    ['ending', 'UpdateItem', () => links.revoke('0'.repeat(64), order('someone'))],
    ['marking', 'UpdateItem', () => links.markRevocationRecorded('0'.repeat(64), secondsAfterIssue(1))],
  ])('%s is unavailable', async (_, operation, run) => {
    table.server.failNext(operation, { status: 500, error: 'InternalServerError' }, 2);
    expect(await run()).toMatchObject(unavailable);
    table.server.clear();
  });

  test('looking for links ends with that', async () => {
    table.server.failNext('Query', { status: 500, error: 'InternalServerError' }, 2);
    expect(await candidates({ by: 'event', eventId: 'x' })).toMatchObject([unavailable]);
    table.server.clear();
  });
});
