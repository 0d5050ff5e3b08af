import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SQS } from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, test } from 'vitest';
import type { AwsEndpoint } from '../../local/aws/endpoint/endpoint.ts';
import { outcomeOf, type Roles, startEndpoint } from '../support/aws-endpoint.ts';
import { readSmall } from '../support/small-template.ts';

const ARN = 'arn:aws:sqs:us-east-1:000000000000:events';
const DEAD_ARN = 'arn:aws:sqs:us-east-1:000000000000:dead';
const QUEUE = { QueueUrl: 'https://sqs.us-east-1.amazonaws.com/000000000000/events' };
const DEAD = { QueueUrl: 'https://sqs.us-east-1.amazonaws.com/000000000000/dead' };
const ALL = { MessageSystemAttributeNames: ['All' as const] };

const { queues } = readSmall({
  Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead', MessageRetentionPeriod: 1_209_600 } },
  Events: {
    Type: 'AWS::SQS::Queue',
    Properties: {
      QueueName: 'events',
      VisibilityTimeout: 60,
      MessageRetentionPeriod: 1_000,
      MaximumMessageSize: 1_024,
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 2 },
    },
  },
});

const clock = { aheadMs: 0 };
let endpoint: AwsEndpoint;
const opened: SQS[] = [];
const folders: string[] = [];
afterEach(async () => {
  for (const client of opened.splice(0)) client.destroy();
  await endpoint.close();
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
  clock.aheadMs = 0;
});

/** The signatures' clock moves along, or none would be accepted. */
const start = async (roles: Roles = {}, dataDir?: string) => {
  const now = () => new Date(Date.now() + clock.aheadMs);
  endpoint = await startEndpoint(roles, { queues, now, ...(dataDir !== undefined && { dataDir }) });
};
const client = (roleId?: string) => {
  const credentials = roleId === undefined ? endpoint.admin : endpoint.credentialsFor(roleId);
  const made = new SQS({
    endpoint: endpoint.url,
    region: 'us-east-1',
    credentials,
    maxAttempts: 1,
    systemClockOffset: clock.aheadMs,
  });
  opened.push(made);
  return made;
};
const bodies = async (from: typeof QUEUE, max = 10) =>
  ((await client().receiveMessage({ ...from, MaxNumberOfMessages: max })).Messages ?? []).map(({ Body }) => Body);

describe('a queue', () => {
  test('hands a message out, hides it, and hands it out again after the visibility timeout', async () => {
    await start();
    await client().sendMessage({ ...QUEUE, MessageBody: 'one' });
    expect(await bodies(QUEUE)).toEqual(['one']);
    expect(await bodies(QUEUE)).toEqual([]);
    clock.aheadMs = 59_000;
    expect(await bodies(QUEUE)).toEqual([]);
    clock.aheadMs = 61_000;
    const { Messages = [] } = await client().receiveMessage({ ...QUEUE, ...ALL });
    expect(Messages[0]?.Attributes).toMatchObject({ ApproximateReceiveCount: '2' });
  });

  test('forgets a deleted message', async () => {
    await start();
    await client().sendMessage({ ...QUEUE, MessageBody: 'one' });
    const { Messages = [] } = await client().receiveMessage(QUEUE);
    await client().deleteMessage({ ...QUEUE, ReceiptHandle: Messages[0]?.ReceiptHandle });
    clock.aheadMs = 61_000;
    expect(await bodies(QUEUE)).toEqual([]);
  });

  test('keeps a message that was received again when an earlier receipt deletes it', async () => {
    await start();
    await client().sendMessage({ ...QUEUE, MessageBody: 'one' });
    const first = await client().receiveMessage(QUEUE);
    clock.aheadMs = 61_000;
    await client().receiveMessage(QUEUE);
    await client().deleteMessage({ ...QUEUE, ReceiptHandle: first.Messages?.[0]?.ReceiptHandle });
    const { Attributes } = await client().getQueueAttributes({ ...QUEUE, AttributeNames: ['All'] });
    expect(Attributes).toMatchObject({ ApproximateNumberOfMessagesNotVisible: '1' });
  });

  test('lets a receiver wait for a message', async () => {
    await start();
    const waiting = client().receiveMessage({ ...QUEUE, WaitTimeSeconds: 20 });
    await client().sendMessage({ ...QUEUE, MessageBody: 'late' });
    expect((await waiting).Messages?.map(({ Body }) => Body)).toEqual(['late']);
  });

  test('moves a message that was received too often to the dead-letter queue, and back when an operator says so', async () => {
    await start();
    await client().sendMessage({ ...QUEUE, MessageBody: 'poison' });
    for (const aheadMs of [0, 61_000, 122_000]) {
      clock.aheadMs = aheadMs;
      expect(await bodies(QUEUE)).toEqual(aheadMs < 100_000 ? ['poison'] : []);
    }
    const { Messages = [] } = await client().receiveMessage({ ...DEAD, ...ALL, VisibilityTimeout: 0 });
    expect(Messages).toMatchObject([{ Body: 'poison', Attributes: { DeadLetterQueueSourceArn: ARN } }]);
    await client().startMessageMoveTask({ SourceArn: DEAD_ARN });
    expect(await bodies(DEAD)).toEqual([]);
    expect(await bodies(QUEUE)).toEqual(['poison']);
  });

  test('forgets a message when its retention ends', async () => {
    await start();
    await client().sendMessage({ ...QUEUE, MessageBody: 'old' });
    clock.aheadMs = 1_001_000;
    expect(await bodies(QUEUE)).toEqual([]);
  });

  test('keeps its messages while the endpoint is stopped, if it has a folder', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'queues-'));
    folders.push(folder);
    await start({}, folder);
    await client().sendMessage({ ...QUEUE, MessageBody: 'kept' });
    await endpoint.close();
    await start({}, folder);
    expect(await bodies(QUEUE)).toEqual(['kept']);
  });

  test('deletes a batch entry by entry', async () => {
    await start();
    await client().sendMessage({ ...QUEUE, MessageBody: 'one' });
    const { Messages = [] } = await client().receiveMessage(QUEUE);
    const answer = await client().deleteMessageBatch({
      ...QUEUE,
      Entries: [
        { Id: 'good', ReceiptHandle: Messages[0]?.ReceiptHandle },
        { Id: 'bad', ReceiptHandle: 'nonsense' },
      ],
    });
    expect(answer.Successful).toEqual([{ Id: 'good' }]);
    expect(answer.Failed).toMatchObject([{ Id: 'bad', Code: 'ReceiptHandleIsInvalid' }]);
  });
});

describe('a call', () => {
  test.each([
    ['too long a message', { ...QUEUE, MessageBody: 'x'.repeat(1_025) }, 'InvalidParameterValue 400'],
    [
      'a message with a character that XML does not know',
      { ...QUEUE, MessageBody: 'a\uFFFE' },
      'InvalidMessageContents 400',
    ],
    ['an empty message', { ...QUEUE, MessageBody: '' }, 'InvalidParameterValue 400'],
    ['an unknown queue', { QueueUrl: `${QUEUE.QueueUrl}s`, MessageBody: 'x' }, 'QueueDoesNotExist 400'],
  ])('with %s is refused', async (_, input, refusal) => {
    await start();
    expect(await outcomeOf(client().sendMessage(input))).toBe(refusal);
  });

  test('may do what its role allows on this queue, and nothing else', async () => {
    await start({ Writer: [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: ARN }] });
    const writer = client('Writer');
    expect(await outcomeOf(writer.sendMessage({ ...QUEUE, MessageBody: 'x' }))).toBe('ok');
    expect(await outcomeOf(writer.sendMessage({ ...DEAD, MessageBody: 'x' }))).toBe('AccessDeniedException 400');
    expect(await outcomeOf(writer.receiveMessage(QUEUE))).toBe('AccessDeniedException 400');
    expect(await outcomeOf(writer.startMessageMoveTask({ SourceArn: DEAD_ARN }))).toBe('AccessDeniedException 400');
  });

  test('that was carried out although its answer got lost leaves a message behind for each attempt', async () => {
    await start();
    const order = { service: 'sqs', operation: 'SendMessage', fault: 'lose', count: 1 };
    await fetch(`${endpoint.url}/__faults`, { method: 'POST', body: JSON.stringify(order) });
    expect(await outcomeOf(client().sendMessage({ ...QUEUE, MessageBody: 'twice' }))).not.toBe('ok');
    await client().sendMessage({ ...QUEUE, MessageBody: 'twice' });
    expect(await bodies(QUEUE)).toEqual(['twice', 'twice']);
  });
});
