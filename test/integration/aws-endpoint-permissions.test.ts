import {
  BatchWriteItemCommand,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AwsEndpoint } from '../../local/aws/endpoint/endpoint.ts';
import { BUCKET, clientsOf, outcomeOf, startEndpoint, TABLE, TABLE_ARN } from '../support/aws-endpoint.ts';
import { allow } from '../support/role-statements.ts';

const KEY_ARN = 'arn:aws:kms:us-east-1:000000000000:key/11111111-1111-1111-1111-111111111111';
const SECRET_ARN = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:twilio-??????';
const viaS3 = { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } };
const ofAccount1 = { StringLike: { 'kms:EncryptionContext:aws:s3:arn': 'arn:aws:s3:::sealed/AC1/*' } };
const roles = {
  Writer: [allow('dynamodb:PutItem', TABLE_ARN)],
  Reader: [allow(['dynamodb:Query'], `${TABLE_ARN}/index/*`), allow('s3:GetObject', `arn:aws:s3:::${BUCKET}/AC1/RE*`)],
  Lister: [
    allow('s3:ListBucket', `arn:aws:s3:::${BUCKET}`, { StringLike: { 's3:prefix': 'AC1/*' } }),
    allow('s3:GetObject', '*'),
  ],
  Secretive: [allow('secretsmanager:GetSecretValue', SECRET_ARN)],
  Denied: [
    allow('*', '*'),
    { Effect: 'Deny', Action: 's3:GetObject', Resource: `arn:aws:s3:::${BUCKET}/AC1/RE-secret` },
  ],
  Decrypter: [allow('s3:GetObject', '*'), allow('kms:Decrypt', KEY_ARN, { ...viaS3, ...ofAccount1 })],
  DecrypterOfOthers: [
    allow('s3:GetObject', '*'),
    allow('kms:Decrypt', KEY_ARN, {
      ...viaS3,
      StringLike: { 'kms:EncryptionContext:aws:s3:arn': 'arn:aws:s3:::sealed/AC2/*' },
    }),
  ],
  Encumbered: [
    allow('s3:GetObject', '*'),
    allow('kms:Decrypt', KEY_ARN, { StringEquals: { 'kms:ViaService': 'dynamodb.us-east-1.amazonaws.com' } }),
  ],
  Odd: [allow('s3:GetObject', '*', { StringEquals: { 'aws:SourceVpce': 'vpce-1' } })],
};

let endpoint: AwsEndpoint;
const log: string[] = [];
const as = (roleId?: string) => clientsOf(endpoint, roleId);
const item = { recording_sid: { S: 'RE1' }, event_key: { S: '1' }, day_shard: { S: 'd' } };
const get = (Key: string, bucket = BUCKET) => new GetObjectCommand({ Bucket: bucket, Key });

beforeAll(async () => {
  endpoint = await startEndpoint(roles, {
    buckets: [{ bucketName: BUCKET }, { bucketName: 'sealed', kmsKeyArn: KEY_ARN }],
    secrets: { twilio: '{"authToken":"t"}', other: 'x' },
    log: line => log.push(line),
  });
  const { s3 } = as();
  await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'AC1/RE1', Body: 'sound' }));
  await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'AC1/RE-secret', Body: 'sound' }));
  await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'AC2/RE1', Body: 'sound' }));
  await s3.send(new PutObjectCommand({ Bucket: 'sealed', Key: 'AC1/RE1', Body: 'sound' }));
});
afterAll(() => endpoint.close());

describe('a call is allowed or denied as the policies of the role say', () => {
  const DENIED = 'AccessDeniedException 400';
  test.each<[string, () => Promise<unknown>, string]>([
    ['put with PutItem', () => as('Writer').dynamodb.send(new PutItemCommand({ TableName: TABLE, Item: item })), 'ok'],
    [
      'put without PutItem',
      () => as('Reader').dynamodb.send(new PutItemCommand({ TableName: TABLE, Item: item })),
      DENIED,
    ],
    ['scan with PutItem only', () => as('Writer').dynamodb.send(new ScanCommand({ TableName: TABLE })), DENIED],
    ['list tables', () => as('Writer').dynamodb.send(new ListTablesCommand({})), DENIED],
    [
      'put in a batch with PutItem only',
      () =>
        as('Writer').dynamodb.send(
          new BatchWriteItemCommand({ RequestItems: { [TABLE]: [{ PutRequest: { Item: item } }] } }),
        ),
      DENIED,
    ],
    [
      'put in a transaction with PutItem only',
      () =>
        as('Writer').dynamodb.send(
          new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName: TABLE, Item: item } }] }),
        ),
      DENIED,
    ],
    ['query an index with the index granted', () => as('Reader').dynamodb.send(queryOf('by-day')), 'ok'],
    ['query the table with the index granted', () => as('Reader').dynamodb.send(queryOf()), DENIED],
    ['get an object below the granted prefix', () => as('Reader').s3.send(get('AC1/RE1')), 'ok'],
    ['get an object of another account', () => as('Reader').s3.send(get('AC2/RE1')), 'AccessDenied 403'],
    [
      'put an object with GetObject only',
      () => as('Reader').s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'AC1/RE1', Body: 'x' })),
      'AccessDenied 403',
    ],
    [
      'list the granted prefix',
      () => as('Lister').s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: 'AC1/' })),
      'ok',
    ],
    [
      'list everything with a prefix granted',
      () => as('Lister').s3.send(new ListObjectsV2Command({ Bucket: BUCKET })),
      'AccessDenied 403',
    ],
    ['what an explicit deny takes away', () => as('Denied').s3.send(get('AC1/RE-secret')), 'AccessDenied 403'],
    ['what the explicit deny leaves', () => as('Denied').s3.send(get('AC1/RE1')), 'ok'],
    [
      'read an encrypted object with the key granted through S3',
      () => as('Decrypter').s3.send(get('AC1/RE1', 'sealed')),
      'ok',
    ],
    [
      'read an encrypted object with the key granted for other objects',
      () => as('DecrypterOfOthers').s3.send(get('AC1/RE1', 'sealed')),
      'AccessDenied 403',
    ],
    [
      'read an encrypted object without the key',
      () => as('Lister').s3.send(get('AC1/RE1', 'sealed')),
      'AccessDenied 403',
    ],
    [
      'read an encrypted object with the key granted through another service',
      () => as('Encumbered').s3.send(get('AC1/RE1', 'sealed')),
      'AccessDenied 403',
    ],
    ['what a condition that is not understood grants', () => as('Odd').s3.send(get('AC1/RE1')), 'AccessDenied 403'],
    [
      'read the secret by name',
      () => as('Secretive').secrets.send(new GetSecretValueCommand({ SecretId: 'twilio' })),
      'ok',
    ],
    [
      'read another secret',
      () => as('Secretive').secrets.send(new GetSecretValueCommand({ SecretId: 'other' })),
      DENIED,
    ],
    [
      'read a secret without a grant',
      () => as('Writer').secrets.send(new GetSecretValueCommand({ SecretId: 'twilio' })),
      DENIED,
    ],
    [
      'change the secret with GetSecretValue only',
      () => as('Secretive').secrets.send(new PutSecretValueCommand({ SecretId: 'twilio', SecretString: 'x' })),
      DENIED,
    ],
  ])('%s', async (_, call, expected) => {
    expect(await outcomeOf(call())).toBe(expected);
  });

  const queryOf = (IndexName?: string) =>
    new QueryCommand({
      TableName: TABLE,
      ...(IndexName && { IndexName }),
      KeyConditionExpression: IndexName ? 'day_shard = :v' : 'recording_sid = :v',
      ExpressionAttributeValues: { ':v': { S: 'd' } },
    });

  test('and the refusal and the log name the action, the resource and an unknown condition', async () => {
    log.length = 0;
    const put = as('Reader').dynamodb.send(new PutItemCommand({ TableName: TABLE, Item: item }));
    await expect(put).rejects.toThrow(
      new RegExp(
        `^User: arn:aws:sts::000000000000:assumed-role/Small-Reader-LOCAL/local is not authorized to perform: dynamodb:PutItem on resource: ${TABLE_ARN} because no identity-based policy allows`,
      ),
    );
    await outcomeOf(as('Odd').s3.send(get('AC1/RE1')));
    expect(log.join('\n')).toContain('dynamodb:PutItem on resource');
    expect(log.join('\n')).toContain('condition "StringEquals aws:SourceVpce"');
  });
});
