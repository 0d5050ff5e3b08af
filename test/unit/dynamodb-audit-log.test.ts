import { ConditionalCheckFailedException, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { dynamoDbAuditLog } from '../../lambda/adapters/dynamodb/dynamodb-audit-log.ts';
import { linkIssued } from '../support/grant.ts';

const dynamoDb = mockClient(DynamoDBClient);
beforeEach(() => dynamoDb.reset());

const log = dynamoDbAuditLog({ client: dynamoDb as unknown as DynamoDBClient, table: 'audit' });

/** DynamoDB's answer to a put whose key exists, with the item that is there. */
const keyTaken = (item?: Record<string, unknown>) =>
  new ConditionalCheckFailedException({
    $metadata: { httpStatusCode: 400 },
    message: 'The conditional request failed',
    ...(item && { Item: marshall(item) }),
  });

describe('the audit log, when the SDK had to try twice', () => {
  it('is content with the item of its own first attempt', async () => {
    const event = linkIssued();
    dynamoDb.on(PutItemCommand).rejects(keyTaken({ ...event, retained_until: 1 }));
    expect(await log.append(event)).toEqual({ ok: true, value: undefined });
  });

  it.each([
    ['says something else', { ...linkIssued(), worker_sid: `WK${'f'.repeat(32)}` }],
    ['lacks an attribute', { recording_sid: linkIssued().recording_sid, event_key: linkIssued().event_key }],
    ['is not shown', undefined],
  ])('fails when the item that is there %s', async (_, item) => {
    dynamoDb.on(PutItemCommand).rejects(keyTaken(item));
    expect(await log.append(linkIssued())).toMatchObject({
      ok: false,
      error: { code: 'unavailable', reason: 'audit_key_taken' },
    });
  });

  it('asks for a new item only, and to be shown the one in the way', async () => {
    dynamoDb.on(PutItemCommand).resolves({});
    await log.append(linkIssued());
    expect(dynamoDb.commandCalls(PutItemCommand)[0]?.args[0].input).toMatchObject({
      TableName: 'audit',
      ConditionExpression: 'attribute_not_exists(event_key)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
  });
});
