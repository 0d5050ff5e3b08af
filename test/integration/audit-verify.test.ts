import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DeleteItemCommand, type DynamoDBClient, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { GetPublicKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AuditEvent } from '../../lambda/domain/audit/events/audit-event.ts';
import { type LocalStack, startLocalStack } from '../../local/stack.ts';
import { type ArchiveTampering, archiveTampering } from '../support/archive-tampering.ts';
import { auditCli } from '../support/audit-cli.ts';
import { eventAt } from '../support/audit-events.ts';
import { runDigest } from '../support/digest-run.ts';
import { administratorDynamoDb, askFor, auditTrail } from '../support/playback-client.ts';

const HOUR_MS = 3_600_000;

let stack: LocalStack;
let table: DynamoDBClient;
let archive: ArchiveTampering;
let played: AuditEvent;
let startedAt: Date;

beforeAll(async () => {
  startedAt = new Date();
  stack = await startLocalStack();
  table = administratorDynamoDb(stack.description);
  archive = archiveTampering(stack.description);
  const { recordings, tokens } = stack.description;
  await askFor(stack.description, recordings[0]?.sid ?? '', tokens.supervisor);
  await askFor(stack.description, recordings[0]?.sid ?? '', tokens.agent);
  expect(await runDigest(stack.description, new Date(startedAt.getTime() + HOUR_MS))).toMatchObject({ waiting: 0 });
  [played] = (await auditTrail(stack.description)) as [AuditEvent];
});
afterAll(async () => {
  table.destroy();
  archive.client.destroy();
  await stack.close();
});

const verify = (...args: string[]) => auditCli('verify', '--endpoint', stack.description.aws, ...args);
const key = ({ recording_sid, event_key }: AuditEvent) => marshall({ recording_sid, event_key });
const item = (event: AuditEvent) => `item ${event.recording_sid} ${event.event_key}`;
const put = (event: AuditEvent) =>
  table.send(new PutItemCommand({ TableName: stack.description.tables.audit, Item: marshall(event) }));
const remove = (event: AuditEvent) =>
  table.send(new DeleteItemCommand({ TableName: stack.description.tables.audit, Key: key(event) }));

/** Verifies while something is wrong, and undoes it. */
const verifyWhile = async (tamper: () => Promise<unknown>, undo: () => Promise<unknown>) => {
  await tamper();
  const ended = await verify();
  await undo();
  expect(ended.stderr).toBe('');
  return ended;
};

describe('audit verify', () => {
  test('ends with 0 after a play and its digest, and prints the verified range', async () => {
    const { code, stdout } = await verify();
    expect(stdout).toMatch(/^Verified from .+ to .+: \d+ digests, 2 events\.$/m);
    expect(stdout).toContain('Everything holds');
    expect(code).toBe(0);
  });

  test('reports an item in which an administrator changed one attribute', async () => {
    const { code, stdout } = await verifyWhile(
      () =>
        table.send(
          new UpdateItemCommand({
            TableName: stack.description.tables.audit,
            Key: key(played),
            UpdateExpression: 'SET realm_user_id = :nobody',
            ExpressionAttributeValues: { ':nobody': { S: 'nobody@example.com' } },
          }),
        ),
      () => put(played),
    );
    expect(stdout).toContain(`EDITED ${item(played)}`);
    expect(stdout).toContain(
      `realm_user_id: the archive says "${played.realm_user_id}", the table "nobody@example.com"`,
    );
    expect(code).toBe(1);
  });

  test('reports an item that an administrator deleted', async () => {
    const { code, stdout } = await verifyWhile(
      () => remove(played),
      () => put(played),
    );
    expect(stdout).toContain(`DELETED ${item(played)}`);
    expect(code).toBe(1);
  });

  test('reports an item that an administrator inserted', async () => {
    const forged = eventAt(new Date(Date.parse(played.occurred_at) + 1).toISOString());
    const { code, stdout } = await verifyWhile(
      () => put(forged),
      () => remove(forged),
    );
    expect(stdout).toContain(`INSERTED ${item(forged)}`);
    expect(code).toBe(1);
  });

  test('reports an inserted item that no query by day shows', async () => {
    const { day_shard: _, ...forged } = eventAt(played.occurred_at);
    const { code, stdout } = await verifyWhile(
      () => put(forged as AuditEvent),
      () => remove(forged as AuditEvent),
    );
    expect(stdout).toContain(`INSERTED ${item(forged as AuditEvent)}`);
    expect(code).toBe(1);
  });

  test('reports a digest that an administrator deleted', async () => {
    const [first = ''] = await archive.keys('digests/');
    const { code, stdout } = await verifyWhile(
      () => archive.remove(first),
      () => archive.restore(first),
    );
    expect(stdout).toContain(`MISSING ${first}`);
    expect(code).toBe(1);
  });

  test('reports two digests that an administrator swapped', async () => {
    const [a = '', b = ''] = await archive.keys('digests/');
    const [textA, textB] = [await archive.read(a), await archive.read(b)];
    const { code, stdout } = await verifyWhile(
      async () => {
        await archive.write(a, textB);
        await archive.write(b, textA);
      },
      async () => {
        await archive.restore(a);
        await archive.restore(b);
      },
    );
    expect(stdout).toContain(`REORDERED ${a}`);
    expect(stdout).toContain(`REORDERED ${b}`);
    expect(code).toBe(1);
  });

  test('reports an events file that differs from its digest', async () => {
    const [first = ''] = await archive.keys('events/');
    const { code, stdout } = await verifyWhile(
      () => archive.write(first, 'not gzip'),
      () => archive.restore(first),
    );
    expect(stdout).toContain(`UNREADABLE ${first}`);
    expect(code).toBe(1);
  });

  test('reports an object that does not belong in the archive', async () => {
    const folder = dirname((await archive.keys('digests/'))[0] ?? '');
    const { code, stdout } = await verifyWhile(
      () => archive.write(`${folder}/T0001.json`, '{}'),
      () => archive.remove(`${folder}/T0001.json`),
    );
    expect(stdout).toContain(`FOREIGN ${folder}/T0001.json`);
    expect(code).toBe(1);
  });

  test('ends with 0 again after every change is undone', async () => {
    const [first = ''] = await archive.keys('digests/');
    const text = await archive.read(first);
    await archive.remove(first);
    await archive.write(first, text);
    expect(await verify()).toMatchObject({ code: 0, stderr: '' });
  });

  test('reports an event removed by rewriting the newest digest, because the lock keeps the first version', async () => {
    const at = new Date(startedAt.getTime() + 2 * HOUR_MS);
    const unwanted = eventAt(new Date(at.getTime() - HOUR_MS / 2).toISOString());
    await put(unwanted);
    await runDigest(stack.description, at);
    const files = [...(await archive.keys('events/')).slice(-2), ...(await archive.keys('digests/')).slice(-2)];
    for (const name of files) await archive.remove(name);
    await remove(unwanted);
    expect(await runDigest(stack.description, at)).toMatchObject({ closed: 2 });
    const { code, stdout } = await verify();
    expect(stdout.match(/^EDITED events.+$/gm)).toHaveLength(1);
    expect(code).toBe(1);
    for (const name of files) await archive.restore(name);
    await put(unwanted);
    expect(await verify()).toMatchObject({ code: 0 });
  });
});

describe('audit verify --offline', () => {
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'archive-copy-'));
    for (const name of await archive.keys('')) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), await archive.read(name));
    }
    const kms = new KMSClient({
      region: 'us-east-1',
      endpoint: stack.description.aws,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    const { PublicKey = new Uint8Array() } = await kms.send(
      new GetPublicKeyCommand({ KeyId: stack.description.auditArchive.signingKeyArn }),
    );
    kms.destroy();
    writeFileSync(join(folder, 'key.b64'), Buffer.from(PublicKey).toString('base64'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const offline = () => auditCli('verify', '--offline', folder, '--public-key', join(folder, 'key.b64'));

  test('verifies a downloaded copy with only the public key', async () => {
    const { code, stdout } = await offline();
    expect(stdout).toContain('The archive was verified by itself');
    expect(code).toBe(0);
  });

  test('reports a digest that was changed in the copy', async () => {
    const [first = ''] = await archive.keys('digests/');
    const text = String(await archive.read(first));
    writeFileSync(join(folder, first), text.replace(/"count":\d+/, '"count":7'));
    const { code, stdout } = await offline();
    expect(stdout).toContain(`FORGED ${first}`);
    expect(code).toBe(1);
  });
});
