import { DescribeTableCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { clientsOf, outcomeOf, startEndpoint, TABLE, TABLE_ARN } from '../support/aws-endpoint.ts';
import { allow } from '../support/role-statements.ts';
import { auditTable, readSmall } from '../support/small-template.ts';

const KEY_ARN = 'arn:aws:kms:us-east-1:000000000000:key/11111111-1111-1111-1111-111111111111';
const viaS3 = { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } };
const item = { recording_sid: { S: 'RE1' }, event_key: { S: '1' }, day_shard: { S: 'd' } };

describe('a table with a KMS key of the customer', () => {
  test.each<[string, object | undefined, string]>([
    ['granted through DynamoDB', { StringEquals: { 'kms:ViaService': 'dynamodb.us-east-1.amazonaws.com' } }, 'ok'],
    ['granted through another service', viaS3, 'AccessDeniedException 400'],
    ['not granted', undefined, 'AccessDeniedException 400'],
  ])('is written or not, with the key %s', async (_, condition, expected) => {
    const roles = {
      Writer: [allow('dynamodb:*', TABLE_ARN), ...(condition ? [allow('kms:Decrypt', KEY_ARN, condition)] : [])],
    };
    const { tables } = readSmall({ Audit: auditTable });
    const sealed = await startEndpoint(roles, { tables: tables.map(table => ({ ...table, kmsKeyArn: KEY_ARN })) });
    const { dynamodb } = clientsOf(sealed, 'Writer');
    expect(await outcomeOf(dynamodb.send(new PutItemCommand({ TableName: TABLE, Item: item })))).toBe(expected);
    expect(await outcomeOf(dynamodb.send(new DescribeTableCommand({ TableName: TABLE })))).toBe('ok');
    await sealed.close();
  });
});
