import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeTableCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, test } from 'vitest';
import type { AwsEndpoint } from '../../local/aws/endpoint/endpoint.ts';
import { BUCKET, clientsOf, outcomeOf, startEndpoint, TABLE } from '../support/aws-endpoint.ts';

const endpoints: AwsEndpoint[] = [];
const start = async (...options: Parameters<typeof startEndpoint>) => {
  const endpoint = await startEndpoint(...options);
  endpoints.push(endpoint);
  return endpoint;
};
afterEach(async () => {
  for (const endpoint of endpoints.splice(0)) await endpoint.close();
});

const item = (event_key: string, day_shard = '2026-11-24#0') => ({
  recording_sid: { S: 'RE1' },
  event_key: { S: event_key },
  day_shard: { S: day_shard },
});
const byDay = (day: string, more: object = {}) =>
  new QueryCommand({
    TableName: TABLE,
    IndexName: 'by-day',
    KeyConditionExpression: 'day_shard = :day',
    ExpressionAttributeValues: { ':day': { S: day } },
    ...more,
  });

describe('a table of the template', () => {
  test('exists with its keys and its index when the endpoint starts', async () => {
    const { dynamodb } = clientsOf(await start());
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: TABLE }));
    expect([Table?.TableStatus, Table?.TableArn]).toEqual([
      'ACTIVE',
      `arn:aws:dynamodb:us-east-1:000000000000:table/${TABLE}`,
    ]);
    expect(Table?.KeySchema?.map(key => key.AttributeName)).toEqual(['recording_sid', 'event_key']);
    expect(Table?.GlobalSecondaryIndexes?.map(index => index.IndexName)).toEqual(['by-day']);
  });

  test('returns queries on its index in order, in pages', async () => {
    const { dynamodb } = clientsOf(await start());
    for (const [key, day] of [
      ['2', 'd'],
      ['1', 'd'],
      ['3', 'd'],
      ['4', 'other'],
    ]) {
      await dynamodb.send(new PutItemCommand({ TableName: TABLE, Item: item(key ?? '', day) }));
    }
    const first = await dynamodb.send(byDay('d', { Limit: 2 }));
    const second = await dynamodb.send(byDay('d', { ExclusiveStartKey: first.LastEvaluatedKey }));
    const keys = [first, second].map(page => page.Items?.map(found => found['event_key']?.S));
    expect(keys).toEqual([['1', '2'], ['3']]);
  });

  test('checks the condition of a put', async () => {
    const { dynamodb } = clientsOf(await start());
    const once = () =>
      dynamodb.send(
        new PutItemCommand({
          TableName: TABLE,
          Item: item('1'),
          ConditionExpression: 'attribute_not_exists(event_key)',
        }),
      );
    expect(await outcomeOf(once())).toBe('ok');
    expect(await outcomeOf(once())).toBe('ConditionalCheckFailedException 400');
  });
});

describe('the endpoint', () => {
  test('keeps items and objects across a restart when it has a data folder', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'kept-'));
    const before = await startEndpoint({}, { dataDir });
    await clientsOf(before).dynamodb.send(new PutItemCommand({ TableName: TABLE, Item: item('1') }));
    await clientsOf(before).s3.send(
      new PutObjectCommand({
        Bucket: BUCKET,
        Key: 'a',
        Body: 'kept',
        ContentType: 'audio/wav',
        Metadata: { by: 'me' },
      }),
    );
    await before.close();

    const after = clientsOf(await start({}, { dataDir }));
    expect((await after.dynamodb.send(byDay('2026-11-24#0'))).Count).toBe(1);
    const object = await after.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'a' }));
    expect([await object.Body?.transformToString(), object.ContentType, object.Metadata]).toEqual([
      'kept',
      'audio/wav',
      { by: 'me' },
    ]);
    await endpoints.pop()?.close();
    await rm(dataDir, { recursive: true });
  });

  test('removes its temporary folder when it closes', async () => {
    const ours = async () => (await readdir(tmpdir())).filter(name => name.startsWith('flex-secure-playback-aws-'));
    const before = await ours();
    const endpoint = await startEndpoint();
    expect((await ours()).filter(name => !before.includes(name))).toHaveLength(1);
    await endpoint.close();
    expect(await ours()).toEqual(before);
  });

  test('can be closed while a call waits for its answer', async () => {
    const endpoint = await startEndpoint();
    await fetch(`${endpoint.url}/__faults`, { method: 'POST', body: '{"service":"s3","fault":"timeout"}' });
    const hanging = outcomeOf(clientsOf(endpoint).s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'a' })));
    const reached = async () => (await (await fetch(`${endpoint.url}/__faults`)).text()) === '[]';
    while (!(await reached()));
    await endpoint.close();
    expect(await hanging).not.toBe('ok');
  });
});
