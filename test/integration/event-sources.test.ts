import { SQS } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { afterEach, describe, expect, test } from 'vitest';
import { err, ok, type Result } from '../../lambda/domain/shared/result.ts';
import type { AwsEndpoint } from '../../local/aws/endpoint/endpoint.ts';
import { startEventSources } from '../../local/event-sources/start-event-sources.ts';
import type { FunctionFailure } from '../../local/functions/runnable-function.ts';
import { startEndpoint } from '../support/aws-endpoint.ts';
import { lambda, policy, readSmall, role } from '../support/small-template.ts';
import { until } from '../support/until.ts';

const QUEUE_ARN = 'arn:aws:sqs:us-east-1:000000000000:events';
const CONSUME = {
  Effect: 'Allow',
  Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
  Resource: QUEUE_ARN,
};
const queueOf = (visibilitySeconds: number) => ({
  Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead' } },
  Events: {
    Type: 'AWS::SQS::Queue',
    Properties: {
      QueueName: 'events',
      VisibilityTimeout: visibilitySeconds,
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 2 },
    },
  },
});
const mapping = (more: Record<string, unknown> = {}) => ({
  Type: 'AWS::Lambda::EventSourceMapping',
  Properties: {
    EventSourceArn: { 'Fn::GetAtt': ['Events', 'Arn'] },
    FunctionName: { Ref: 'Writer' },
    BatchSize: 10,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    ...more,
  },
});

type Handler = (event: SQSEvent) => Result<unknown, FunctionFailure>;

let endpoint: AwsEndpoint | undefined;
let sources: { close(): Promise<void> } | undefined;
let sqs: SQS | undefined;
afterEach(async () => {
  await sources?.close();
  sqs?.destroy();
  await endpoint?.close();
});

/** Delivers the queue's messages to this handler, and counts how often it got each. */
const deliverTo = async (handler: Handler, statements: readonly unknown[] = [CONSUME]) => {
  const template = readSmall({
    Role: role,
    Grants: policy('Role', ...statements),
    Writer: { ...lambda('Role', {}), Properties: { ...lambda('Role', {}).Properties, Timeout: 1 } },
    ...queueOf(1),
    Mapping: mapping(),
  });
  const started = await startEndpoint({}, { roles: template.roles, queues: template.queues });
  endpoint = started;
  const got = new Map<string, number>();
  const logged: string[] = [];
  const invoke = async (_: string, event: unknown) => {
    for (const { body } of (event as SQSEvent).Records) got.set(body, (got.get(body) ?? 0) + 1);
    return handler(event as SQSEvent);
  };
  sources = startEventSources(template, { functions: { invoke }, aws: started, log: line => logged.push(line) });
  const client = new SQS({ endpoint: started.url, region: 'us-east-1', credentials: started.admin });
  sqs = client;
  const url = (name: string) => `https://sqs.us-east-1.amazonaws.com/000000000000/${name}`;
  const left = async (name: string) => {
    const { Attributes } = await client.getQueueAttributes({ QueueUrl: url(name), AttributeNames: ['All'] });
    return (
      Number(Attributes?.['ApproximateNumberOfMessages']) +
      Number(Attributes?.['ApproximateNumberOfMessagesNotVisible'])
    );
  };
  return {
    got,
    logged,
    left,
    send: (body: string) => client.sendMessage({ QueueUrl: url('events'), MessageBody: body }),
  };
};
const failAll: Handler = ({ Records }) =>
  ok({ batchItemFailures: Records.map(({ messageId }) => ({ itemIdentifier: messageId })) });

describe('the messages of a queue', () => {
  test('are deleted when the function has processed them', async () => {
    const { got, left, send } = await deliverTo(() => ok(null));
    await send('one');
    await until(
      () => left('events'),
      count => count === 0,
    );
    expect([...got]).toEqual([['one', 1]]);
  });

  test('come back when the function names them, and end in the dead-letter queue; the others of the batch do not', async () => {
    const { got, left, send } = await deliverTo(({ Records }) => {
      const bad = Records.filter(({ body }) => body === 'bad');
      return ok({ batchItemFailures: bad.map(({ messageId }) => ({ itemIdentifier: messageId })) });
    });
    await send('good');
    await send('bad');
    await until(
      () => left('dead'),
      count => count === 1,
    );
    expect(Object.fromEntries(got)).toEqual({ good: 1, bad: 2 });
    expect(await left('events')).toBe(0);
  });

  test.each<[string, Handler]>([
    ['fails', () => err({ errorType: 'Error', errorMessage: 'broken' })],
    ['names all of them', failAll],
    ['names a message that is not in the batch', () => ok({ batchItemFailures: [{ itemIdentifier: 'other' }] })],
  ])('all come back when the function %s', async (_, handler) => {
    const { got, left, send } = await deliverTo(handler);
    await send('one');
    await until(
      () => left('dead'),
      count => count === 1,
    );
    expect([...got]).toEqual([['one', 2]]);
  });

  test('come twice when they could not be deleted', async () => {
    const { got, left, send } = await deliverTo(() => ok(null));
    const order = { service: 'sqs', operation: 'DeleteMessageBatch', fault: 'error', count: 1 };
    await fetch(`${endpoint?.url}/__faults`, { method: 'POST', body: JSON.stringify(order) });
    await send('one');
    await until(
      () => got.get('one'),
      count => count === 2,
    );
    await until(
      () => left('events'),
      count => count === 0,
    );
  });

  test('stay in the queue when the role of the function may not receive them', async () => {
    const { got, logged, left, send } = await deliverTo(() => ok(null), [{ ...CONSUME, Action: 'sqs:DeleteMessage' }]);
    await send('one');
    await until(() => logged.some(line => line.includes('not authorized to perform: sqs:ReceiveMessage')), Boolean);
    expect(got.size).toBe(0);
    expect(await left('events')).toBe(1);
  });
});

describe('an event source mapping', () => {
  const read = (visibilitySeconds: number, more: Record<string, unknown> = {}) =>
    readSmall({ Role: role, Writer: lambda('Role', {}), ...queueOf(visibilitySeconds), Mapping: mapping(more) });

  test('is refused when the function may run longer than its messages stay invisible', () => {
    expect(() => read(9)).toThrow(/visibility timeout/);
    expect(read(10).eventSourceMappings).toHaveLength(1);
  });

  test.each([{ BatchSize: 11 }, { MaximumBatchingWindowInSeconds: 1 }, { FilterCriteria: {} }])(
    'is refused with %j, which the local stack does not know',
    more => {
      expect(() => read(60, more)).toThrow(/Mapping/);
    },
  );

  test('that is disabled delivers nothing', () => {
    expect(read(60, { Enabled: false }).eventSourceMappings).toEqual([]);
  });
});
