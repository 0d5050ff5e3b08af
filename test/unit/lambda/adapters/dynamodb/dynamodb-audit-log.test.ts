import { ConditionalCheckFailedException, DynamoDB, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { dynamoDbAuditLog } from '../../../../../lambda/adapters/dynamodb/dynamodb-audit-log.ts';
import { linkIssued } from '../../../../support/grant.ts';

const client = new DynamoDB({ region: 'us-east-1' });
const dynamoDb = mockClient(client);
beforeEach(() => dynamoDb.reset());

const log = dynamoDbAuditLog({ client, table: 'audit' });

describe('the audit log', () => {
  test('puts an item only when it is new or identical, without asking for stored values', async () => {
    dynamoDb.on(PutItemCommand).resolves({});
    const event = linkIssued();
    await log.append(event);
    const input = dynamoDb.commandCalls(PutItemCommand)[0]?.args[0].input;
    const names = Object.keys(event).filter(name => !['roles', 'policy_ids'].includes(name));
    expect(input).toMatchObject({
      TableName: 'audit',
      ConditionExpression: `attribute_not_exists(event_key) OR (${names.map(name => `#${name} = :${name}`).join(' AND ')})`,
    });
    expect(Object.values(input?.ExpressionAttributeNames ?? {})).toEqual(names);
    expect(Object.keys(input ?? {}).filter(name => name.startsWith('Return'))).toEqual([]);
  });

  test('fails when another item has the same key', async () => {
    const taken = new ConditionalCheckFailedException({
      $metadata: { httpStatusCode: 400 },
      message: 'The conditional request failed',
    });
    dynamoDb.on(PutItemCommand).rejects(taken);
    expect(await log.append(linkIssued())).toMatchObject({
      ok: false,
      error: { code: 'unavailable', reason: 'audit_key_taken' },
    });
  });
});
