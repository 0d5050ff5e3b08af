import { DeleteItemCommand, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { AuditEvent } from '../../lambda/domain/audit/events/audit-event.ts';
import { type LocalStack, startLocalStack } from '../../local/stack.ts';
import { auditCli } from '../support/audit-cli.ts';
import { eventAt } from '../support/audit-events.ts';
import { runDigest } from '../support/digest-run.ts';
import { administratorDynamoDb, failAws, healAll } from '../support/playback-client.ts';

let stack: LocalStack;
let table: DynamoDBClient;
const logged: string[] = [];

/** The functions' clock in these tests. */
const CLOCK = new Date('2026-03-10T12:00:00.000Z');
const recent = eventAt('2026-03-10T10:02:00.000Z');
const put = (event: AuditEvent) =>
  table.send(new PutItemCommand({ TableName: stack.description.tables.audit, Item: marshall(event) }));
const remove = ({ recording_sid, event_key }: AuditEvent) =>
  table.send(
    new DeleteItemCommand({
      TableName: stack.description.tables.audit,
      Key: marshall({ recording_sid, event_key }),
    }),
  );

const verify = async (time = CLOCK): Promise<Record<string, unknown>> => {
  const response = await fetch(`${stack.description.aws}/__invoke`, {
    method: 'POST',
    body: JSON.stringify({ function: 'audit-verifier', event: { time: time.toISOString() } }),
  });
  return (await response.json()) as Record<string, unknown>;
};
const recorded = async () => {
  const { stdout } = await auditCli(
    ...['by-recording', 'audit-chain', '--format', 'ndjson', '--endpoint', stack.description.aws],
  );
  return stdout
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line));
};
/** The value of a metric in the newest log line that has it. */
const metric = (name: string): unknown => {
  const line = logged.findLast(text => text.includes('AuditVerifier') && text.includes(`"${name}"`)) ?? '';
  return line && JSON.parse(line.slice(line.indexOf('{')))[name];
};

beforeAll(async () => {
  stack = await startLocalStack({ log: line => logged.push(line) });
  table = administratorDynamoDb(stack.description);
});
afterEach(() => healAll(stack.description));
afterAll(async () => {
  table.destroy();
  await stack.close();
});

describe('the scheduled verification', () => {
  test('fails as long as there is no digest, and records nothing', async () => {
    expect(await verify()).toMatchObject({ errorMessage: 'The verification failed: no_digest' });
    expect(await recorded()).toEqual([]);
  });

  test('records an unchanged trail, and its event is in the next digest', async () => {
    await put(recent);
    expect(await runDigest(stack.description, CLOCK)).toMatchObject({ waiting: 0 });
    expect(await verify()).toMatchObject({ event: 'chain_verified', finding_count: 0 });
    expect(await recorded()).toMatchObject([
      {
        event: 'chain_verified',
        occurred_at: expect.stringMatching(/^2026-03-10T12:00/),
        event_count: 1,
        findings: [],
      },
    ]);
    expect(metric('TrailVerifications')).toBe(1);
    expect(metric('TrailFindings')).toBe(0);

    const later = new Date(CLOCK.getTime() + 3_600_000);
    expect(await runDigest(stack.description, later)).toMatchObject({ waiting: 0 });
    expect(await verify(later)).toMatchObject({ event: 'chain_verified' });
    expect((await recorded()).at(-1)).toMatchObject({ event_count: 2 });
  });

  test('records what an administrator deleted, and counts it in the metric of the alarm', async () => {
    await remove(recent);
    const later = new Date(CLOCK.getTime() + 3_700_000);
    expect(await verify(later)).toMatchObject({ event: 'chain_broken', finding_count: 1 });
    await put(recent);
    const finding = `deleted item ${recent.recording_sid} ${recent.event_key}`;
    expect((await recorded()).at(-1)).toMatchObject({ event: 'chain_broken', reason: 'findings', findings: [finding] });
    expect(metric('TrailFindings')).toBe(1);
    expect(logged.some(line => line.includes('"outcome":"finding"') && line.includes(recent.event_key))).toBe(true);
  });

  test('records nothing and fails when DynamoDB, S3 or KMS stays down, or the result cannot be stored', async () => {
    const before = (await recorded()).length;
    for (const [service, operation, reason] of [
      ['dynamodb', 'Query', 'audit_failed'],
      ['s3', 'GetObject', 'archive_failed'],
      ['kms', 'GetPublicKey', 'kms_failed'],
      ['dynamodb', 'PutItem', 'audit_failed'],
    ] as const) {
      await failAws(stack.description, { service, operation, fault: 'error', count: 200 });
      expect(await verify()).toMatchObject({ errorMessage: `The verification failed: ${reason}` });
      await healAll(stack.description);
    }
    expect(await recorded()).toHaveLength(before);
  });
});
