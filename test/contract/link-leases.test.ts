import { CreateTableCommand, DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoDbLinkLeases } from '../../lambda/adapters/dynamodb-link-leases.ts';
import { leaseLinkIssuer } from '../../lambda/adapters/lease-link-issuer.ts';
import type { LeaseOpening, LinkLease } from '../../lambda/domain/link-lease.ts';
import { linkHashOf, parseLinkToken } from '../../lambda/domain/link-token.ts';
import type { LinkLeases } from '../../lambda/domain/media-ports.ts';
import { grant } from '../support/grant.ts';
import { type ScriptedDynamoDb, startScriptedDynamoDb } from '../support/scripted-dynamodb.ts';
import { encryptedVector } from '../support/vectors.ts';

let server: ScriptedDynamoDb;
let client: DynamoDBClient;
let leases: LinkLeases;

beforeAll(async () => {
  server = await startScriptedDynamoDb();
  client = new DynamoDBClient({
    region: 'us-east-1',
    endpoint: server.url,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 2,
    requestHandler: { requestTimeout: 300, connectionTimeout: 300, throwOnRequestTimeout: true },
  });
  await client.send(
    new CreateTableCommand({
      TableName: 'links',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'link_hash', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'link_hash', KeyType: 'HASH' }],
    }),
  );
  await server.tableActive(client, 'links');
  leases = dynamoDbLinkLeases(client, 'links');
});

afterAll(async () => {
  client.destroy();
  await server.close();
});

const ISSUED_AT = grant().issuedAt;
const secondsLater = (seconds: number) => new Date(ISSUED_AT.getTime() + seconds * 1000);

/** A stored lease, as the url-provider makes it. */
const issue = async (changes: Parameters<typeof grant>[0] = {}): Promise<{ linkHash: string; url: string }> => {
  const prepared = await leaseLinkIssuer(leases, 'https://media.example/v1/media').prepare(grant(changes));
  if (!prepared.ok) throw new Error(prepared.error.reason);
  const activated = await prepared.value.activate();
  if (!activated.ok) throw new Error(activated.error.reason);
  const { url } = prepared.value;
  const token = parseLinkToken(url.split('/').at(-1) ?? '');
  if (!token) throw new Error('the link has no token');
  return { linkHash: linkHashOf(token), url };
};

const opening = (client: string, at = secondsLater(1)): LeaseOpening => ({
  client: { sourceIp: '192.0.2.7', userAgent: client },
  at,
  eventId: `opening of ${client}`,
  requestId: `request of ${client}`,
});

const found = async (linkHash: string): Promise<LinkLease | undefined> => {
  const lease = await leases.find(linkHash);
  if (!lease.ok) throw new Error(lease.error.reason);
  return lease.value;
};

const stored = async (linkHash: string) => {
  const { Item } = await client.send(new GetItemCommand({ TableName: 'links', Key: { link_hash: { S: linkHash } } }));
  return Item && unmarshall(Item);
};

describe('a lease', () => {
  it('comes back as it was granted', async () => {
    const { details } = encryptedVector('rsa4096');
    const object = { key: 'k', versionId: 'v1', etag: '"e"', sizeBytes: 7, archived: false };
    const { linkHash } = await issue({ object, encryption: details });
    const { eventId, recordingSid, caller, decision } = grant();
    const { tokenExpiresAtMs, ...audited } = caller;
    expect(await found(linkHash)).toEqual({
      linkHash,
      eventId,
      recordingSid,
      object: { key: 'k', versionId: 'v1', etag: '"e"', sizeBytes: 7 },
      encryption: details,
      caller: audited,
      decision,
      expiresAt: new Date('2026-11-24T02:36:14.000Z'),
    });
  });

  it('is stored without its token, under names that people can read', async () => {
    const { linkHash, url } = await issue();
    const item = await stored(linkHash);
    expect(item).toMatchObject({ link_hash: linkHash, worker_sid: grant().caller.workerSid, size_bytes: 48_044 });
    expect(item?.['expires_at']).toBe(Date.parse('2026-11-24T02:36:14.000Z') / 1000);
    expect(JSON.stringify(item)).not.toContain(url.split('/').at(-1));
  });

  it('is not there under another hash', async () => {
    expect(await found('0'.repeat(64))).toBeUndefined();
  });

  it('is opened once, and then says by whom', async () => {
    const { linkHash } = await issue();
    const first = await leases.open(linkHash, opening('first'));
    expect(first.ok && first.value?.opening).toEqual(opening('first'));
    const second = await leases.open(linkHash, opening('second'));
    expect(second.ok && second.value?.opening).toEqual(opening('first'));
    expect((await found(linkHash))?.opening).toEqual(opening('first'));
  });

  it('is opened by exactly one of 50 at once, and all are told the same', async () => {
    const { linkHash } = await issue();
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, index) => leases.open(linkHash, opening(`client ${index}`))),
    );
    const openers = new Set(outcomes.map(outcome => outcome.ok && outcome.value?.opening?.client.userAgent));
    expect([...openers]).toEqual([expect.stringMatching(/^client \d+$/)]);
  });

  it('is not opened when it has expired, even to the second', async () => {
    const { linkHash } = await issue();
    const late = await leases.open(linkHash, opening('late', new Date('2026-11-24T02:36:14.000Z')));
    expect(late.ok && late.value).toMatchObject({ linkHash });
    expect((await found(linkHash))?.opening).toBeUndefined();
  });

  it('is not opened when it was revoked', async () => {
    const { linkHash } = await issue();
    await client.send(
      new UpdateItemCommand({
        TableName: 'links',
        Key: { link_hash: { S: linkHash } },
        UpdateExpression: 'SET revoked_at = :at',
        ExpressionAttributeValues: { ':at': { S: secondsLater(1).toISOString() } },
      }),
    );
    const refused = await leases.open(linkHash, opening('someone'));
    expect(refused.ok && refused.value?.revokedAt).toEqual(secondsLater(1));
    expect((await found(linkHash))?.opening).toBeUndefined();
  });

  it('is not brought to life by whoever opens what is not there', async () => {
    const absent = await leases.open('1'.repeat(64), opening('someone'));
    expect(absent).toEqual({ ok: true, value: undefined });
    expect(await stored('1'.repeat(64))).toBeUndefined();
    await leases.markOpeningRecorded('1'.repeat(64), secondsLater(1));
    expect(await stored('1'.repeat(64))).toBeUndefined();
  });

  it('is open to its client all the same when the answer to the opening was lost', async () => {
    const { linkHash } = await issue();
    server.loseNextAnswer('UpdateItem');
    const opened = await leases.open(linkHash, opening('first'));
    expect(opened.ok && opened.value?.opening).toEqual(opening('first'));
  });

  it('remembers that its opening is on record', async () => {
    const { linkHash } = await issue();
    await leases.open(linkHash, opening('first'));
    expect((await leases.markOpeningRecorded(linkHash, secondsLater(2))).ok).toBe(true);
    expect((await found(linkHash))?.openingRecordedAt).toEqual(secondsLater(2));
  });
});

describe('while the table cannot be reached', () => {
  it.each<[string, string, (known: LinkLease) => Promise<unknown>]>([
    ['issuing', 'PutItem', known => leases.create(known)],
    ['finding', 'GetItem', ({ linkHash }) => leases.find(linkHash)],
    ['opening', 'UpdateItem', ({ linkHash }) => leases.open(linkHash, opening('someone'))],
    ['marking', 'UpdateItem', ({ linkHash }) => leases.markOpeningRecorded(linkHash, ISSUED_AT)],
  ])('%s is unavailable', async (_, operation, run) => {
    const known = await found((await issue()).linkHash);
    if (!known) throw new Error('no lease');
    server.failNext(operation, { status: 500, error: 'InternalServerError' }, 2);
    expect(await run(known)).toMatchObject({ ok: false, error: { code: 'unavailable', reason: 'links_failed' } });
    server.clear();
  });
});
