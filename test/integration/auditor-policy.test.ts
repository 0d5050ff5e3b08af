import {
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { SignCommand } from '@aws-sdk/client-kms';
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, test } from 'vitest';
import { auditProgram } from '../../bin/audit/audit-program.ts';
import { DEMO_USERS } from '../../local/demo/users.ts';
import { outcomeOf } from '../support/aws-endpoint.ts';
import { runDigest } from '../support/digest-run.ts';
import { REFUSED_ITEM, REFUSED_OBJECT, usePeopleStack } from '../support/people-stack.ts';
import { auditTrail } from '../support/playback-client.ts';

const stack = usePeopleStack();
const recording = () => {
  const [first] = stack.description.recordings;
  if (!first) throw new Error('there is no recording');
  return first;
};
const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000);

beforeAll(async () => {
  await stack.link(recording().sid);
  await runDigest(stack.description, inMinutes(20));
  await runDigest(stack.description, inMinutes(40));
});

/** The arguments with which each command that reads the trail finds the link. */
const READS: Readonly<Record<string, () => readonly string[]>> = {
  'by-recording': () => [recording().sid],
  'by-call': () => [recording().callSid],
  'by-task': () => [recording().taskSid],
  'by-conference': () => [recording().conferenceSid ?? ''],
  'by-agent': () => [recording().agentWorkerSid],
  'by-user': () => [DEMO_USERS.supervisor.realmUserId],
  'by-day': () => [new Date().toISOString().slice(0, 10)],
  tail: () => ['--since', '1h', '--limit', '1'],
  verify: () => ['--since', '1d'],
};

const EXCEPTIONS = ['revoke', 'desk', 'verify-report'];

describe("with the auditor's policy alone", () => {
  test('there is a test of every command, except those that change something, serve the desk or check a file', () => {
    const names = auditProgram(() => {}).commands.map(command => command.name());
    expect(names.filter(name => !EXCEPTIONS.includes(name)).sort()).toEqual(Object.keys(READS).sort());
  });

  test.each(Object.keys(READS))('audit %s works', async command => {
    const { code, stderr } = await stack.audit('auditor', command, ...(READS[command]?.() ?? []));
    expect([code, stderr]).toEqual([0, expect.not.stringContaining('error')]);
  });

  test('audit by-user finds events by worker SID', async () => {
    const { code, stdout } = await stack.audit('auditor', 'by-user', DEMO_USERS.supervisor.workerSid);
    expect([code, stdout]).toEqual([0, expect.stringContaining('link_issued')]);
  });

  test('audit revoke is refused, and the link stays alive', async () => {
    const link = await stack.link(recording().sid);
    const { code, stderr } = await stack.audit('auditor', 'revoke', '--recording', recording().sid);
    expect([code, stderr]).toEqual([3, expect.stringContaining('links_access_denied')]);
    expect((await fetch(link, { headers: { range: 'bytes=0-9' } })).status).toBe(206);
  });

  test('catalog set is refused, and the fact stays as it was', async () => {
    const { status, stderr } = await stack.catalog('auditor', 'set', recording().sid, '--team', 'forged');
    expect([status, stderr]).toEqual([3, expect.stringContaining('access_denied')]);
    const { stdout } = await stack.catalog('test', 'show', recording().sid);
    expect(stdout).not.toContain('forged');
  });

  test.each(['audit', 'recordings', 'links'] as const)('no item of the table "%s" can be written', async name => {
    const { dynamoDb } = stack.clients('auditor');
    const TableName = stack.description.tables[name];
    const Item = { recording_sid: { S: recording().sid }, event_key: { S: 'x' }, link_hash: { S: 'x' } };
    const UpdateExpression = 'REMOVE restricted';
    const calls = [
      dynamoDb.send(new PutItemCommand({ TableName, Item })),
      dynamoDb.send(new UpdateItemCommand({ TableName, Key: Item, UpdateExpression })),
      dynamoDb.send(new DeleteItemCommand({ TableName, Key: Item })),
    ];
    expect(await Promise.all(calls.map(outcomeOf))).toEqual([REFUSED_ITEM, REFUSED_ITEM, REFUSED_ITEM]);
  });

  test('neither an entry of the catalog nor a lease can be read', async () => {
    const { dynamoDb } = stack.clients('auditor');
    const { recordings, links = '' } = stack.description.tables;
    const Key = { recording_sid: { S: recording().sid } };
    const calls = [
      dynamoDb.send(new GetItemCommand({ TableName: recordings, Key })),
      dynamoDb.send(new ScanCommand({ TableName: recordings })),
      dynamoDb.send(new ScanCommand({ TableName: links })),
    ];
    expect(await Promise.all(calls.map(outcomeOf))).toEqual([REFUSED_ITEM, REFUSED_ITEM, REFUSED_ITEM]);
  });

  test('no recording can be read, and no object of the archive can be written or deleted', async () => {
    const { s3 } = stack.clients('auditor');
    const { bucket, auditArchive, accountSid } = stack.description;
    const archived = { Bucket: auditArchive.bucket, Key: 'digests/2026/11/24/T0215.json' };
    const calls = [
      s3.send(new GetObjectCommand({ Bucket: bucket, Key: `${accountSid}/${recording().sid}` })),
      s3.send(new PutObjectCommand({ ...archived, Body: 'forged', IfNoneMatch: '*' })),
      s3.send(new DeleteObjectCommand(archived)),
    ];
    expect(await Promise.all(calls.map(outcomeOf))).toEqual([REFUSED_OBJECT, REFUSED_OBJECT, REFUSED_OBJECT]);
  });

  test('the signing key cannot sign, and no other stack can be described', async () => {
    const { kms } = stack.clients('auditor');
    const KeyId = stack.description.auditArchive.signingKeyArn;
    const sign = new SignCommand({ KeyId, Message: Buffer.from('x'), SigningAlgorithm: 'ECDSA_SHA_256' });
    expect(await outcomeOf(kms.send(sign))).toBe(REFUSED_ITEM);
    const { code, stderr } = await stack.audit('auditor', 'by-recording', recording().sid, '--stack', 'Other');
    expect([code, stderr]).toEqual([3, expect.stringContaining('not authorized to perform: cloudformation:')]);
  });

  test('the trail has the same events after all refused calls', async () => {
    const events = await auditTrail(stack.description);
    expect(new Set(events.map(({ event }) => event))).toEqual(new Set(['link_issued', 'media_opened']));
  });
});
