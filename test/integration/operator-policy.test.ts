import {
  DeleteItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { SignCommand } from '@aws-sdk/client-kms';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { DEMO_USERS } from '../../local/demo/users.ts';
import { outcomeOf } from '../support/aws-endpoint.ts';
import { REFUSED_ITEM, REFUSED_OBJECT, usePeopleStack } from '../support/people-stack.ts';

const stack = usePeopleStack();
const sid = () => stack.description.recordings[0]?.sid ?? '';
const status = async (link: string) => (await fetch(link, { headers: { range: 'bytes=0-9' } })).status;

describe("with the operator's policy alone", () => {
  test('catalog set changes every fact that the company decides, with an agent by e-mail address, and clears them', async () => {
    await stack.link(sid());
    const facts = ['--restricted', '--team', 'billing', '--queue', 'vip', '--tag', 'complaint'];
    const set = await stack.catalog('operator', 'set', sid(), ...facts, '--agent', DEMO_USERS.supervisor.realmUserId);
    expect([set.status, set.stderr]).toEqual([0, '']);
    expect(set.stdout).toMatch(/agent\s+WK\w+[\s\S]*team\s+billing[\s\S]*restricted\s+yes/);
    const cleared = ['--no-restricted', '--no-team', '--no-queue', '--no-tags', '--no-agent'];
    expect((await stack.catalog('operator', 'set', sid(), ...cleared)).status).toBe(0);
  });

  test.each(['--link', '--recording', '--user'] as const)('audit revoke %s ends a link and records that', async by => {
    const link = await stack.link(sid());
    const listed = await stack.audit('auditor', 'by-recording', sid(), '--event', 'link_issued', '--format', 'ndjson');
    const issued = JSON.parse(listed.stdout.trim().split('\n').at(-1) ?? '');
    const named = { '--link': issued.event_id, '--recording': sid(), '--user': DEMO_USERS.supervisor.realmUserId };
    const { code, stdout } = await stack.audit('operator', 'revoke', by, named[by]);
    expect([code, stdout]).toEqual([0, expect.not.stringContaining('not recorded')]);
    expect(await status(link)).toBe(403);
  });

  const item = () => ({ recording_sid: { S: sid() }, event_key: { S: 'x' } });

  test('an audit item can be put for a recording, and for nothing else; none can be changed, deleted or read', async () => {
    const { dynamoDb } = stack.clients('operator');
    const TableName = stack.description.tables.audit;
    const policies = { ...item(), recording_sid: { S: 'policies' } };
    const query = { TableName, KeyConditionExpression: 'recording_sid = :sid' };
    const values = { ExpressionAttributeValues: { ':sid': { S: sid() } } };
    const calls = [
      dynamoDb.send(new PutItemCommand({ TableName, Item: item() })),
      dynamoDb.send(new PutItemCommand({ TableName, Item: item(), ReturnValues: 'ALL_OLD' })),
      dynamoDb.send(new PutItemCommand({ TableName, Item: policies })),
      dynamoDb.send(new UpdateItemCommand({ TableName, Key: item(), UpdateExpression: 'REMOVE reason' })),
      dynamoDb.send(new DeleteItemCommand({ TableName, Key: item() })),
      dynamoDb.send(new QueryCommand({ ...query, ...values })),
      dynamoDb.send(new ScanCommand({ TableName })),
    ];
    expect(await Promise.all(calls.map(outcomeOf))).toEqual(['ok', ...Array(6).fill(REFUSED_ITEM)]);
  });

  test.each(['encryption', 'task_reports', 'verified', 'started_at', 'joined'])(
    'the fact "%s" of the catalog, which comes from elsewhere, cannot be changed',
    async fact => {
      const { dynamoDb } = stack.clients('operator');
      const update = { UpdateExpression: 'SET #fact = :value', ExpressionAttributeNames: { '#fact': fact } };
      const call = new UpdateItemCommand({
        ...{ TableName: stack.description.tables.recordings, Key: { recording_sid: { S: sid() } } },
        ...{ ...update, ExpressionAttributeValues: { ':value': { S: 'forged' } } },
      });
      expect(await outcomeOf(dynamoDb.send(call))).toBe(REFUSED_ITEM);
    },
  );

  test('no entry of the catalog can be put or deleted', async () => {
    const { dynamoDb } = stack.clients('operator');
    const TableName = stack.description.tables.recordings;
    const Key = { recording_sid: { S: sid() } };
    const calls = [
      dynamoDb.send(new PutItemCommand({ TableName, Item: Key })),
      dynamoDb.send(new DeleteItemCommand({ TableName, Key })),
      dynamoDb.send(new ScanCommand({ TableName })),
    ];
    expect(await Promise.all(calls.map(outcomeOf))).toEqual([REFUSED_ITEM, REFUSED_ITEM, REFUSED_ITEM]);
  });

  test('no lease can be made, bound to another client or deleted', async () => {
    const { dynamoDb } = stack.clients('operator');
    const TableName = stack.description.tables.links;
    const Key = { link_hash: { S: 'x' } };
    const bind = { UpdateExpression: 'REMOVE client' };
    const calls = [
      dynamoDb.send(new PutItemCommand({ TableName, Item: Key })),
      dynamoDb.send(new UpdateItemCommand({ TableName, Key, ...bind })),
      dynamoDb.send(new DeleteItemCommand({ TableName, Key })),
    ];
    expect(await Promise.all(calls.map(outcomeOf))).toEqual([REFUSED_ITEM, REFUSED_ITEM, REFUSED_ITEM]);
  });

  test('no recording and nothing of the archive can be read or written, and the signing key cannot sign', async () => {
    const { s3, kms } = stack.clients('operator');
    const { bucket, auditArchive, accountSid } = stack.description;
    const recording = { Bucket: bucket, Key: `${accountSid}/${sid()}` };
    const calls = [
      s3.send(new GetObjectCommand(recording)),
      s3.send(new PutObjectCommand({ ...recording, Body: 'forged' })),
      s3.send(new ListObjectsV2Command({ Bucket: auditArchive.bucket })),
      s3.send(new PutObjectCommand({ Bucket: auditArchive.bucket, Key: 'digests/x', Body: 'x', IfNoneMatch: '*' })),
    ];
    expect(await Promise.all(calls.map(outcomeOf))).toEqual(Array(4).fill(REFUSED_OBJECT));
    const KeyId = auditArchive.signingKeyArn;
    const sign = new SignCommand({ KeyId, Message: Buffer.from('x'), SigningAlgorithm: 'ECDSA_SHA_256' });
    expect(await outcomeOf(kms.send(sign))).toBe(REFUSED_ITEM);
  });

  test('the audit trail cannot be read by its command line', async () => {
    const { code, stderr } = await stack.audit('operator', 'by-recording', sid());
    expect([code, stderr]).toEqual([3, expect.stringContaining('audit_access_denied')]);
  });
});
