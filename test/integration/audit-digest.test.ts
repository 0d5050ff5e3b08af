import { DeleteItemCommand, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { AuditEvent } from '../../lambda/domain/audit/events/audit-event.ts';
import { type LocalStack, startLocalStack } from '../../local/stack.ts';
import { type ArchiveTampering, archiveTampering } from '../support/archive-tampering.ts';
import { auditCli } from '../support/audit-cli.ts';
import { eventAt } from '../support/audit-events.ts';
import { runDigest } from '../support/digest-run.ts';
import { administratorDynamoDb, failAws, healAll } from '../support/playback-client.ts';
import { until } from '../support/until.ts';

let stack: LocalStack;
let table: DynamoDBClient;
let archive: ArchiveTampering;
const logged: string[] = [];

beforeAll(async () => {
  stack = await startLocalStack({ log: line => logged.push(line) });
  table = administratorDynamoDb(stack.description);
  archive = archiveTampering(stack.description);
});
afterEach(() => healAll(stack.description));
afterAll(async () => {
  table.destroy();
  archive.client.destroy();
  await stack.close();
});

/** Quarters of an hour of a day in the past; each test has an hour of its own. */
const at = (time: string) => new Date(`2026-03-10T${time}:00.000Z`);
const put = async (time: string): Promise<AuditEvent> => {
  const event = eventAt(at(time).toISOString());
  await table.send(new PutItemCommand({ TableName: stack.description.tables.audit, Item: marshall(event) }));
  return event;
};
const digest = (time: string) => runDigest(stack.description, at(time));
const digestOf = async (name: string) => JSON.parse(String(await archive.read(`digests/2026/03/10/${name}.json`)));
const fault = (service: string, operation: string, kind: string, count: number) =>
  failAws(stack.description, { service, operation, fault: kind, count });

describe('the digest function', () => {
  test('starts the chain at the oldest event, and digests every window after it', async () => {
    await put('00:50');
    await put('01:20');
    expect(await digest('01:35')).toEqual({ closed: 3, waiting: 0 });
    expect(await archive.keys('events/')).toHaveLength(3);
    expect(await digestOf('T0115')).toMatchObject({ count: 1, key_id: stack.description.auditArchive.signingKeyArn });
  });

  test('recovers from a temporary throttle within a run', async () => {
    await put('01:31');
    await fault('dynamodb', 'Query', 'throttle', 6);
    await fault('s3', 'PutObject', 'throttle', 1);
    await fault('kms', 'Sign', 'throttle', 1);
    expect(await digest('01:50')).toEqual({ closed: 1, waiting: 0 });
    expect(await digestOf('T0130')).toMatchObject({ count: 1 });
  });

  test.each([
    ['DynamoDB', 'dynamodb', 'Query', 'audit_failed', '02:05', 'T0145'],
    ['S3', 's3', 'PutObject', 'archive_failed', '02:20', 'T0200'],
    ['KMS', 'kms', 'Sign', 'kms_failed', '02:35', 'T0215'],
  ])(
    'gives up when %s stays down, says why, and leaves it to the next run',
    async (_, service, operation, reason, time, name) => {
      await fault(service, operation, 'error', 200);
      expect(await digest(time)).toMatchObject({ errorMessage: `The digest failed: ${reason}` });
      await healAll(stack.description);
      expect(await archive.keys(`digests/2026/03/10/${name}`)).toEqual([]);
      expect(logged.some(line => line.includes('run_failed') && line.includes(reason))).toBe(true);
      expect(await digest(time)).toEqual({ closed: 1, waiting: 0 });
    },
  );

  test('keeps the chain intact when several runs overlap', async () => {
    await put('02:31');
    const runs = await Promise.all([digest('02:50'), digest('02:50'), digest('02:50')]);
    expect(runs.map(run => run.errorMessage)).toEqual([undefined, undefined, undefined]);
    expect(await digestOf('T0230')).toMatchObject({ count: 1 });
    expect(await archive.keys('digests/2026/03/10/T0230')).toHaveLength(1);
  });

  test('stops at a foreign object under a digest key, names it, and continues after its removal', async () => {
    await put('02:46');
    await archive.write('events/2026/03/10/T0245.ndjson.gz', 'foreign');
    expect(await digest('03:05')).toMatchObject({ errorMessage: 'The digest failed: events_file_unreadable' });
    expect(logged.some(line => line.includes('events/2026/03/10/T0245.ndjson.gz is not a gzipped text'))).toBe(true);
    await archive.remove('events/2026/03/10/T0245.ndjson.gz');
    expect(await digest('03:05')).toEqual({ closed: 1, waiting: 0 });
    expect(await digestOf('T0245')).toMatchObject({ count: 1 });
    await archive.restoreNewest('events/2026/03/10/T0245.ndjson.gz');
  });

  test('digests a late event once, and verify lists it', async () => {
    const late = await put('02:50');
    await digest('03:20');
    await digest('03:35');
    expect(await digestOf('T0300')).toMatchObject({ count: 1, late_count: 1 });
    expect(await digestOf('T0315')).toMatchObject({ count: 0, late_count: 0 });
    const { code, stdout } = await auditCli(
      'verify',
      ...['--endpoint', stack.description.aws, '--since', '2026-03-10', '--until', '2026-03-10T03:30Z'],
    );
    expect(stdout).toContain(`late item ${late.recording_sid} ${late.event_key}`);
    expect(stdout).toContain('Verified without findings');
    expect(code).toBe(0);
  });

  test('digests no event twice while a delete marker hides an events file, and names the file', async () => {
    const hidden = 'events/2026/03/10/T0245.ndjson.gz';
    const late = await put('02:52');
    await archive.remove(hidden);
    expect(await digest('03:50')).toMatchObject({
      errorMessage: 'The digest found damage: digested_events_file_absent',
    });
    await until(
      () => logged,
      lines => lines.some(line => line.includes(`${hidden} is not there, its digest is`)),
    );
    expect(await digestOf('T0330')).toMatchObject({ count: 0 });
    await archive.restoreNewest(hidden);
    expect(await digest('04:05')).toEqual({ closed: 1, waiting: 0 });
    expect(await digestOf('T0345')).toMatchObject({ count: 1, late_count: 1 });
    const period = ['--since', '2026-03-10', '--until', '2026-03-11'];
    const { stdout } = await auditCli('verify', '--endpoint', stack.description.aws, ...period);
    expect(stdout).toContain(`late item ${late.recording_sid} ${late.event_key}`);
  });

  test('waits when its clock is behind, and skips no window when its clock is ahead', async () => {
    expect(await digest('02:00')).toEqual({ closed: 0, waiting: 0 });
    const removed = await put('04:06');
    await table.send(
      new DeleteItemCommand({
        TableName: stack.description.tables.audit,
        Key: marshall({ recording_sid: removed.recording_sid, event_key: removed.event_key }),
      }),
    );
    expect(await digest('04:50')).toEqual({ closed: 3, waiting: 0 });
    expect((await archive.keys('digests/2026/03/10/')).at(-1)).toBe('digests/2026/03/10/T0430.json');
  });
});
