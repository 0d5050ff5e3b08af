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

describe('the messages of CallEvents', () => {
  const [id, fn] = functions(everything).find(([name]) => name.startsWith('CatalogWriter')) ?? [];

  test('go to catalog-writer in batches, whose failed messages it reports', () => {
    expect(ofType(everything, 'AWS::Lambda::EventSourceMapping').map(([, { Properties }]) => Properties)).toEqual([
      {
        EventSourceArn: { 'Fn::GetAtt': ['CallEvents', 'Arn'] },
        FunctionName: { Ref: id },
        BatchSize: 10,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: 10 },
      },
    ]);
  });

  test('are processed in no more batches at the same time than reserved executions allow', () => {
    const reserved = synthesize({ ...EVERYTHING, reservedConcurrency: { 'catalog-writer': 5 } });
    expect(ofType(reserved, 'AWS::Lambda::EventSourceMapping')).toMatchObject([
      [expect.anything(), { Properties: { ScalingConfig: { MaximumConcurrency: 5 } } }],
    ]);
  });

  test('stay invisible for six times the timeout of the function', () => {
    const { VisibilityTimeout } = everything.resources['CallEvents']?.Properties ?? {};
    expect(VisibilityTimeout).toBe(6 * (fn?.Properties.Timeout ?? 0));
  });
});
