import { expect, test } from 'vitest';
import { retainedResources } from '../../../../bin/retained/resource-mapping.ts';

const resource = (LogicalResourceId: string, ResourceType: string, PhysicalResourceId: string, more: object = {}) => ({
  ...{ LogicalResourceId, ResourceType, PhysicalResourceId, ResourceStatus: 'DELETE_SKIPPED' },
  ...more,
});
const list = (...StackResourceSummaries: object[]) => JSON.stringify({ StackResourceSummaries });
const table = resource('AccessAudit', 'AWS::DynamoDB::Table', 'Old-AccessAudit-1ABC');

test('kept resources are mapped by the property that identifies each type, deleted ones are left out', () => {
  const queueUrl = 'https://sqs.eu-central-1.amazonaws.com/123456789012/Old-CallEvents-1ABC';
  expect(
    retainedResources(
      list(
        table,
        resource('CallEvents', 'AWS::SQS::Queue', queueUrl),
        resource('EncryptionKey', 'AWS::KMS::Key', '11111111-2222-3333-4444-555555555555'),
        resource('UrlProvider', 'AWS::Lambda::Function', 'gone', { ResourceStatus: 'DELETE_COMPLETE' }),
        resource('Writer', 'AWS::IAM::Role', 'Old-Writer'),
      ),
    ),
  ).toEqual({
    mapping: {
      AccessAudit: { TableName: 'Old-AccessAudit-1ABC' },
      CallEvents: { QueueUrl: queueUrl },
      EncryptionKey: { KeyId: '11111111-2222-3333-4444-555555555555' },
    },
    others: ['Writer'],
  });
});

test.each([
  ['no JSON', 'TableName', 'is not the JSON that aws cloudformation list-stack-resources prints'],
  ['another answer', '{"Stacks":[]}', 'is not the JSON'],
  ['a part of the list', JSON.stringify({ StackResourceSummaries: [table], NextToken: 'x' }), 'only a part'],
  ['a stack that exists', list({ ...table, ResourceStatus: 'CREATE_COMPLETE' }), 'has no resource that outlived'],
])('%s is refused', (_, json, problem) => {
  expect(retainedResources(json)).toContain(problem);
});
