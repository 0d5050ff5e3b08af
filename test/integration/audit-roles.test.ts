import {
  BatchWriteItemCommand,
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { KMSClient, SignCommand } from '@aws-sdk/client-kms';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AwsEndpoint, startAwsEndpoint } from '../../local/aws/endpoint/endpoint.ts';
import { type Synthesis, synthesize } from '../../local/synthesis.ts';
import { eventAt } from '../support/audit-events.ts';
import { outcomeOf } from '../support/aws-endpoint.ts';

const REFUSED_ITEM = 'AccessDeniedException 400';
const REFUSED_OBJECT = 'AccessDenied 403';

let synthesis: Synthesis;
let endpoint: AwsEndpoint;
const Key = 'digests/2026/11/24/T0215.json';
const event = eventAt('2026-11-24T02:20:00.000Z');
const itemKey = marshall({ recording_sid: event.recording_sid, event_key: event.event_key });

const output = (name: string) => String(synthesis.template.output(name));
const clients = (credentials: { accessKeyId: string; secretAccessKey: string }) => {
  const options = { endpoint: endpoint.url, region: 'us-east-1', credentials, maxAttempts: 1 };
  return {
    dynamoDb: new DynamoDBClient(options),
    s3: new S3Client({ ...options, forcePathStyle: true }),
    kms: new KMSClient(options),
  };
};
/** The clients of the function whose logical id begins so. */
const clientsOf = (prefix: string) => {
  const role = synthesis.template.functions.find(({ logicalId }) => logicalId.startsWith(prefix))?.roleLogicalId ?? '';
  return clients(endpoint.credentialsFor(role));
};

beforeAll(async () => {
  synthesis = await synthesize({ accountSid: `AC${'1'.repeat(32)}`, bucketName: 'recordings' });
  endpoint = await startAwsEndpoint(synthesis.template);
  const admin = clients(endpoint.admin);
  await admin.dynamoDb.send(new PutItemCommand({ TableName: output('AuditTableName'), Item: marshall(event) }));
  await admin.s3.send(new PutObjectCommand({ Bucket: output('AuditArchiveBucketName'), Key, Body: 'digest' }));
});
afterAll(async () => {
  await endpoint.close();
  await synthesis.close();
});

describe.each(['UrlProvider', 'AuditDigest', 'AuditVerifier'])('the role of %s', function_ => {
  const table = () => output('AuditTableName');
  const bucket = () => output('AuditArchiveBucketName');

  test('cannot change or delete an audit item', async () => {
    const { dynamoDb } = clientsOf(function_);
    const update = { TableName: table(), Key: itemKey, UpdateExpression: 'REMOVE user_agent' };
    const requests = { [table()]: [{ DeleteRequest: { Key: itemKey } }] };
    expect(await outcomeOf(dynamoDb.send(new UpdateItemCommand(update)))).toBe(REFUSED_ITEM);
    expect(await outcomeOf(dynamoDb.send(new DeleteItemCommand({ TableName: table(), Key: itemKey })))).toBe(
      REFUSED_ITEM,
    );
    expect(await outcomeOf(dynamoDb.send(new BatchWriteItemCommand({ RequestItems: requests })))).toBe(REFUSED_ITEM);
    expect(await outcomeOf(dynamoDb.send(new ScanCommand({ TableName: table() })))).toBe(REFUSED_ITEM);
  });

  test('cannot delete, overwrite or hide an object of the archive', async () => {
    const { s3 } = clientsOf(function_);
    const Bucket = bucket();
    const { Versions = [] } = await clients(endpoint.admin).s3.send(new ListObjectVersionsCommand({ Bucket }));
    const VersionId = Versions[0]?.VersionId;
    expect(await outcomeOf(s3.send(new DeleteObjectCommand({ Bucket, Key })))).toBe(REFUSED_OBJECT);
    const bypass = { Bucket, Key, VersionId, BypassGovernanceRetention: true };
    expect(await outcomeOf(s3.send(new DeleteObjectCommand(bypass)))).toBe(REFUSED_OBJECT);
    expect(await outcomeOf(s3.send(new PutObjectCommand({ Bucket, Key, Body: 'forged' })))).toBe(REFUSED_OBJECT);
    const elsewhere = { Bucket, Key: 'elsewhere', Body: 'x', IfNoneMatch: '*' };
    expect(await outcomeOf(s3.send(new PutObjectCommand(elsewhere)))).toBe(REFUSED_OBJECT);
  });
});

describe('the digest writer', () => {
  test('can write digests, and has no other permission', async () => {
    const { dynamoDb, s3, kms } = clientsOf('AuditDigest');
    const query = {
      TableName: output('AuditTableName'),
      KeyConditionExpression: 'day_shard = :shard',
      ExpressionAttributeValues: { ':shard': { S: event.day_shard } },
    };
    expect(await outcomeOf(dynamoDb.send(new QueryCommand({ ...query, IndexName: 'by-day' })))).toBe('ok');
    expect(await outcomeOf(dynamoDb.send(new QueryCommand({ ...query, IndexName: 'by-user' })))).toBe(REFUSED_ITEM);
    const Bucket = output('AuditArchiveBucketName');
    expect(await outcomeOf(s3.send(new GetObjectCommand({ Bucket, Key })))).toBe('ok');
    const taken = { Bucket, Key, Body: 'forged', IfNoneMatch: '*' };
    expect(await outcomeOf(s3.send(new PutObjectCommand(taken)))).toBe('PreconditionFailed 412');
    const sign = { KeyId: output('AuditSigningKeyArn'), Message: Buffer.from('x'), MessageType: 'RAW' as const };
    expect(await outcomeOf(kms.send(new SignCommand({ ...sign, SigningAlgorithm: 'ECDSA_SHA_256' })))).toBe('ok');
    expect(await outcomeOf(kms.send(new SignCommand({ ...sign, SigningAlgorithm: 'ECDSA_SHA_384' })))).toBe(
      REFUSED_ITEM,
    );
  });

  test('is the only role that may sign; the url-provider may not use the key', async () => {
    const sign = { KeyId: output('AuditSigningKeyArn'), Message: Buffer.from('x'), MessageType: 'RAW' as const };
    const signing = clientsOf('UrlProvider').kms.send(new SignCommand({ ...sign, SigningAlgorithm: 'ECDSA_SHA_256' }));
    expect(await outcomeOf(signing)).toBe(REFUSED_ITEM);
  });
});

describe('the audit verifier', () => {
  test('can put an event about the trail itself, and none about a recording', async () => {
    const { dynamoDb } = clientsOf('AuditVerifier');
    const TableName = output('AuditTableName');
    const about = (recording_sid: string) =>
      dynamoDb.send(new PutItemCommand({ TableName, Item: marshall({ ...event, recording_sid }) }));
    expect(await outcomeOf(about('audit-chain'))).toBe('ok');
    expect(await outcomeOf(about(event.recording_sid))).toBe(REFUSED_ITEM);
  });

  test('can read the archive with its versions, and neither write to it nor sign', async () => {
    const { s3, kms } = clientsOf('AuditVerifier');
    const Bucket = output('AuditArchiveBucketName');
    expect(await outcomeOf(s3.send(new GetObjectCommand({ Bucket, Key })))).toBe('ok');
    expect(await outcomeOf(s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: 'digests/' })))).toBe('ok');
    const created = { Bucket, Key: 'digests/2026/11/24/T0230.json', Body: 'x', IfNoneMatch: '*' };
    expect(await outcomeOf(s3.send(new PutObjectCommand(created)))).toBe(REFUSED_OBJECT);
    const sign = { KeyId: output('AuditSigningKeyArn'), Message: Buffer.from('x'), MessageType: 'RAW' as const };
    const signing = kms.send(new SignCommand({ ...sign, SigningAlgorithm: 'ECDSA_SHA_256' }));
    expect(await outcomeOf(signing)).toBe(REFUSED_ITEM);
  });
});

describe('the object lock', () => {
  test('prevents also an administrator from deleting a version, unless governance is bypassed explicitly', async () => {
    const { s3 } = clients(endpoint.admin);
    const Bucket = output('AuditArchiveBucketName');
    await s3.send(new PutObjectCommand({ Bucket, Key: 'digests/locked', Body: 'x' }));
    const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: 'digests/locked' }));
    const version = { Bucket, Key: 'digests/locked', VersionId: Versions[0]?.VersionId };
    expect(await outcomeOf(s3.send(new DeleteObjectCommand(version)))).toBe(REFUSED_OBJECT);
    const bypass = { ...version, BypassGovernanceRetention: true };
    expect(await outcomeOf(s3.send(new DeleteObjectCommand(bypass)))).toBe('ok');
  });
});
