import { dirname } from 'node:path';
import { DeleteItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, test } from 'vitest';
import type { AuditEvent } from '../../lambda/domain/audit/events/audit-event.ts';
import { sha256Of } from '../../lambda/domain/shared/sha256.ts';
import { auditCli } from '../support/audit-cli.ts';
import { eventAt } from '../support/audit-events.ts';
import { runDigest } from '../support/digest-run.ts';

import { archive, played, stack, startedAt, table, useDigestedPlay } from '../support/digested-play.ts';

const HOUR_MS = 3_600_000;

useDigestedPlay();

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
    expect(stdout).toContain('Verified without findings');
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
      `realm_user_id: "${played.realm_user_id}" in the archive, "nobody@example.com" in the table`,
    );
    expect(code).toBe(1);
  });

  test('prints one JSON document with the range, the counts, the newest digest and each finding', async () => {
    const evidence = async () => {
      const { code, stdout } = await verify('--format', 'json');
      return { code, document: JSON.parse(stdout) };
    };
    const whole = await evidence();
    const newest = (await archive.keys('digests/')).at(-1) ?? '';
    const { tables, auditArchive } = stack.description;
    expect(whole).toMatchObject({
      code: 0,
      document: {
        format: 1,
        verified: true,
        checked: { archive: `s3://${auditArchive.bucket}`, table: tables.audit, hidden_items: true },
        counts: { events: 2, late: 0, findings: 0 },
        newest_digest: { key: newest, sha256: sha256Of(String(await archive.read(newest))) },
        late_items: [],
        findings: [],
      },
    });
    expect(whole.document.period.to).toBe(whole.document.newest_digest.to);
    expect(whole.document.checked.public_keys_sha256).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);

    await remove(played);
    const broken = await evidence();
    await put(played);
    const { recording_sid, event_key } = played;
    expect(broken).toMatchObject({ code: 1, document: { verified: false, counts: { findings: 1 } } });
    expect(broken.document.findings).toEqual([
      { kind: 'deleted', subject: item(played), item: { recording_sid, event_key }, detail: expect.any(String) },
    ]);
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
