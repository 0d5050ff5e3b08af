import { describe, expect, test } from 'vitest';
import { MAX_MESSAGE_BYTES } from '../../lambda/adapters/sqs/sqs-update-queue.ts';
import { EVERYTHING, functions, ofType, synthesize } from './synthesized.ts';

const everything = synthesize(EVERYTHING);
const FOURTEEN_DAYS_SECONDS = 1_209_600;

interface QueueProperties {
  readonly RedrivePolicy?: unknown;
}
interface QueuePolicy {
  readonly PolicyDocument: { readonly Statement: readonly object[] };
  readonly Queues: readonly { readonly Ref: string }[];
}

const queues = ofType<QueueProperties>(everything, 'AWS::SQS::Queue');

describe.each(queues)('the queue %s', (id, queue) => {
  test('is encrypted and keeps messages as long as SQS can', () => {
    expect(queue.Properties).toMatchObject({
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: FOURTEEN_DAYS_SECONDS,
      MaximumMessageSize: MAX_MESSAGE_BYTES,
    });
  });

  test('accepts only TLS', () => {
    const policies = ofType<QueuePolicy>(everything, 'AWS::SQS::QueuePolicy').filter(([, { Properties }]) =>
      Properties.Queues.some(({ Ref }) => Ref === id),
    );
    expect(policies).toHaveLength(1);
    expect(policies[0]?.[1].Properties.PolicyDocument.Statement).toEqual([
      {
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: 'sqs:*',
        Resource: { 'Fn::GetAtt': [id, 'Arn'] },
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ]);
  });

  test('is kept when the stack is destroyed', () => {
    expect(queue).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });
});

test('every queue is a dead-letter queue or has one', () => {
  expect(queues.map(([id, { Properties }]) => [id, Properties.RedrivePolicy]).sort()).toEqual([
    ['CallEvents', { deadLetterTargetArn: { 'Fn::GetAtt': ['CallEventsDeadLetters', 'Arn'] }, maxReceiveCount: 10 }],
    ['CallEventsDeadLetters', undefined],
    [
      'MediaAttachments',
      { deadLetterTargetArn: { 'Fn::GetAtt': ['MediaAttachmentsDeadLetters', 'Arn'] }, maxReceiveCount: 100 },
    ],
    ['MediaAttachmentsDeadLetters', undefined],
  ]);
});

interface MappingProperties {
  readonly EventSourceArn: { readonly 'Fn::GetAtt': readonly string[] };
}

/** The mapping from a queue to its function. */
const mappingOf = (queue: string, synthesized = everything) =>
  ofType<MappingProperties>(synthesized, 'AWS::Lambda::EventSourceMapping').find(
    ([, { Properties }]) => Properties.EventSourceArn['Fn::GetAtt'][0] === queue,
  )?.[1].Properties;

describe('the messages of MediaAttachments', () => {
  const [id, fn] = functions(everything).find(([name]) => name.startsWith('MediaAttacher')) ?? [];

  test('go to media-attacher in batches, few at the same time because Twilio limits requests', () => {
    expect(mappingOf('MediaAttachments')).toMatchObject({
      FunctionName: { Ref: id },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 5 },
    });
  });

  test('come back soon enough for a second attempt within the two minutes after the end of a task', () => {
    const { VisibilityTimeout } = everything.resources['MediaAttachments']?.Properties ?? {};
    expect(VisibilityTimeout).toBe(6 * (fn?.Properties.Timeout ?? 0));
    expect(VisibilityTimeout).toBeLessThan(120);
  });

  test('do not exist without attachUrlProvider', () => {
    const { attachUrlProvider: _, ...others } = EVERYTHING;
    const without = synthesize(others);
    expect(ofType(without, 'AWS::SQS::Queue')).toHaveLength(2);
    expect(without.text).not.toContain('MediaAttach');
  });
});

describe('the messages of CallEvents', () => {
  const [id, fn] = functions(everything).find(([name]) => name.startsWith('CatalogWriter')) ?? [];

  test('go to catalog-writer in batches, whose failed messages it reports', () => {
    expect(mappingOf('CallEvents')).toEqual({
      EventSourceArn: { 'Fn::GetAtt': ['CallEvents', 'Arn'] },
      FunctionName: { Ref: id },
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 10 },
    });
  });

  test('are processed in no more batches at the same time than reserved executions allow', () => {
    const reserved = synthesize({ ...EVERYTHING, reservedConcurrency: { 'catalog-writer': 5 } });
    expect(mappingOf('CallEvents', reserved)).toMatchObject({ ScalingConfig: { MaximumConcurrency: 5 } });
  });

  test('stay invisible for six times the timeout of the function', () => {
    const { VisibilityTimeout } = everything.resources['CallEvents']?.Properties ?? {};
    expect(VisibilityTimeout).toBe(6 * (fn?.Properties.Timeout ?? 0));
  });
});
