import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dynamoDbLinkRevocation } from '../../bin/audit/revoke/dynamodb-link-revocation.ts';
import { revokeLinks } from '../../bin/audit/revoke/revoke-links.ts';
import { dynamoDbAuditLog } from '../../lambda/adapters/dynamodb/dynamodb-audit-log.ts';
import {
  dynamoDbRecordingCatalog,
  inspectCatalogItem,
} from '../../lambda/adapters/dynamodb/dynamodb-recording-catalog.ts';
import { dynamoDbVerificationNotes } from '../../lambda/adapters/dynamodb/dynamodb-verification-notes.ts';
import { dynamoDbLinkLeases } from '../../lambda/adapters/dynamodb/leases/dynamodb-link-leases.ts';
import type { LinkLeaseItem } from '../../lambda/adapters/dynamodb/leases/link-lease-item.ts';
import type { RecordingSid } from '../../lambda/domain/shared/recording-sid.ts';
import { HOSTILE_KINDS } from '../support/hostile-items.ts';
import { type RawAnswer, type RawDynamoDb, startRawDynamoDb } from '../support/raw-dynamodb.ts';

let answer: RawAnswer = () => '{}';
let raw: RawDynamoDb;
let client: DynamoDB;
beforeAll(async () => {
  raw = await startRawDynamoDb((operation, request) => answer(operation, request));
  client = new DynamoDB({
    region: 'us-east-1',
    endpoint: raw.url,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
});
afterAll(async () => {
  client.destroy();
  await raw.close();
});

const SID = `RE${'1'.repeat(32)}` as RecordingSid;
const WORKER = `WK${'2'.repeat(32)}`;
/** The small kinds: the size of an item does not matter for these tables. */
const KINDS = HOSTILE_KINDS.filter(({ members }) => members.length < 100_000);

const itemOf = (item: object, members: string) => {
  const text = JSON.stringify(marshall(item, { removeUndefinedValues: true }));
  return members === '' ? text : `${text.slice(0, -1)},${members}}`;
};

describe.each(KINDS)('a catalog item with $name', ({ members, unreadable }) => {
  beforeAll(() => {
    answer = () => `{"Item":${itemOf({ recording_sid: SID, queue: 'Support' }, members)}}`;
  });

  test('leads to a denial exactly when a part of it cannot be read', async () => {
    const found = await dynamoDbRecordingCatalog({ client, table: 'recordings' }).find(SID);
    const [attribute] = unreadable;
    expect(found).toMatchObject(
      attribute === undefined
        ? { ok: true, value: { recordingSid: SID, queue: 'Support' } }
        : { ok: false, error: { code: 'forbidden', reason: `catalog_item_malformed_${attribute}` } },
    );
  });

  test('is shown to an operator with the names of its unreadable attributes', async () => {
    expect(await inspectCatalogItem({ client, table: 'recordings' }, SID)).toEqual({
      ok: true,
      value: { entry: { recordingSid: SID, queue: 'Support' }, unreadable },
    });
  });

  test('has no verification note when its attribute verified cannot be read', async () => {
    answer = () => `{"Item":{${['"verified":{"ZZ":"x"}', members].filter(Boolean).join(',')}}}`;
    expect(await dynamoDbVerificationNotes(client, 'recordings').find(SID)).toEqual({ ok: true, value: undefined });
  });
});

const lease = (linkHash: string): LinkLeaseItem => ({
  link_hash: linkHash,
  event_id: '01939d5e-0000-7000-8000-00000000000a',
  recording_sid: SID,
  object_key: 'recordings/a.wav',
  etag: '"a"',
  size_bytes: 44,
  worker_sid: WORKER,
  identity: 'sam',
  realm_user_id: 'sam@example.com',
  roles: ['agent'],
  token_fingerprint: 'f',
  policy_ids: ['p1'],
  policy_set: 'set',
  policy_reason: 'role_permits',
  expires_at: Date.parse('2030-01-01T00:00:00Z') / 1000,
});

describe.each(KINDS.filter(({ members }) => !members.includes('"roles"')))('a lease with $name', ({ members }) => {
  test('is read like the lease without the added attributes', async () => {
    answer = () => `{"Item":${itemOf(lease('hash'), members)}}`;
    expect(await dynamoDbLinkLeases(client, 'links').find('hash')).toMatchObject({
      ok: true,
      value: { linkHash: 'hash', recordingSid: SID, caller: { workerSid: WORKER } },
    });
  });
});

describe('a lease that no function can have written', () => {
  const without = (name: keyof LinkLeaseItem) => ({ ...lease('hash'), [name]: undefined });

  test.each([
    ['expires_at', without('expires_at'), ''],
    ['expires_at', { ...lease('hash'), expires_at: 'never' }, ''],
    ['expires_at', without('expires_at'), '"expires_at":{"N":"1E+125"}'],
    ['worker_sid', without('worker_sid'), '"worker_sid":{"ZZ":"x"}'],
    ['roles', { ...lease('hash'), roles: 'agent' }, ''],
    ['client', lease('hash'), '"client":{"M":{"__proto__":{"M":{"source_ip":{"S":"x"},"user_agent":{"S":"y"}}}}}'],
    ['revocation', { ...lease('hash'), revocation: { at: 'yesterday' } }, ''],
  ])(
    'is refused when its attribute %s is absent or malformed, and the reason names the attribute',
    async (attribute, item, members) => {
      answer = () => `{"Item":${itemOf(item, members)}}`;
      expect(await dynamoDbLinkLeases(client, 'links').find('hash')).toMatchObject({
        ok: false,
        error: { code: 'unavailable', reason: `links_item_malformed_${attribute}` },
      });
    },
  );
});

describe('the revocation of a user’s links', () => {
  test('ends all of them and reports the unreadable one when one lease cannot be read', async () => {
    const hostile = itemOf({ ...lease('two'), roles: undefined }, '"__proto__":{"S":"x"},"roles":{"ZZ":"x"}');
    const revocation = { at: '2026-11-24T02:30:00.000Z', event_id: 'e', request_id: 'r', reason: 'x', tool: 't' };
    const items = new Map([
      ['one', itemOf({ ...lease('one'), revocation }, '')],
      ['two', hostile],
      ['three', itemOf({ ...lease('three'), revocation }, '')],
    ]);
    const updated: string[] = [];
    answer = (operation, request) => {
      if (operation === 'Query') return `{"Items":[${[...items.values()].join(',')}],"Count":3,"ScannedCount":3}`;
      const hash = request.Key?.['link_hash']?.S ?? '';
      if (operation === 'UpdateItem') updated.push(hash);
      return operation === 'UpdateItem' ? `{"Attributes":${items.get(hash)}}` : '{}';
    };
    const outcomes = [];
    const dependencies = {
      links: dynamoDbLinkRevocation(client, { links: 'links', coverage: 'coverage' }),
      audit: dynamoDbAuditLog({ client, table: 'audit' }),
      now: () => new Date('2026-11-24T02:30:00Z'),
      newEventId: () => 'event',
    };
    const order = {
      target: { by: 'user', workerSid: WORKER },
      reason: 'x',
      requestId: 'r',
      tool: 't',
      operator: 'o',
    } as const;
    for await (const outcome of revokeLinks(dependencies, order)) outcomes.push(outcome);
    expect([...new Set(updated)]).toEqual(['one', 'two', 'three']);
    expect(outcomes).toMatchObject([
      { ok: true, value: { lease: { linkHash: 'one' } } },
      { ok: true, value: { lease: { linkHash: 'three' } } },
      { ok: false, error: { reason: 'links_item_malformed_roles', cause: { message: 'link_hash two' } } },
    ]);
  });
});

test('no adapter and no program uses a function of the SDK that throws for hostile items or reads inherited members', () => {
  const sources = ['lambda', 'bin'].flatMap(folder =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.ts'))
      .map(name => join(folder, name)),
  );
  expect(sources.length).toBeGreaterThan(100);
  expect(sources.filter(path => /\b(unmarshall|convertToNative)\b/.test(readFileSync(path, 'utf8')))).toEqual([]);
});
