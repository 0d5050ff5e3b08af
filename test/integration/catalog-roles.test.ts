import {
  DynamoDBClient,
  PutItemCommand,
  type ReturnValue,
  type ReturnValuesOnConditionCheckFailure,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type AwsEndpoint, startAwsEndpoint } from '../../local/aws/endpoint/endpoint.ts';
import { type Synthesis, synthesize } from '../../local/synthesis.ts';
import { outcomeOf } from '../support/aws-endpoint.ts';

const Key = marshall({ recording_sid: `RE${'1'.repeat(32)}` });

let synthesis: Synthesis;
let endpoint: AwsEndpoint;

const dynamoDb = (credentials: { accessKeyId: string; secretAccessKey: string }) =>
  new DynamoDBClient({ endpoint: endpoint.url, region: 'us-east-1', credentials, maxAttempts: 1 });

beforeAll(async () => {
  synthesis = await synthesize({
    accountSid: `AC${'1'.repeat(32)}`,
    bucketName: 'recordings',
    delivery: 'stream',
    twilioSecretName: 'twilio',
  });
  endpoint = await startAwsEndpoint(synthesis.template);
});
beforeEach(async () => {
  const item = { ...Key, ...marshall({ restricted: true, encryption: { iv: 'i', encrypted_cek: 'k' } }) };
  await dynamoDb(endpoint.admin).send(new PutItemCommand({ TableName: table(), Item: item }));
});
afterAll(async () => {
  await endpoint?.close();
  await synthesis?.close();
});

const table = () => String(synthesis.template.output('RecordingsTableName'));

/** Parts of an update. */
interface Expressions {
  readonly UpdateExpression: string;
  readonly ConditionExpression?: string;
  readonly ReturnValues?: ReturnValue;
  readonly ReturnValuesOnConditionCheckFailure?: ReturnValuesOnConditionCheckFailure;
}

/** The outcome of an update with the role of the function whose logical id contains `name`. */
const update = (name: string, expressions: Expressions) => {
  const role = synthesis.template.functions.find(({ logicalId }) => logicalId.includes(name))?.roleLogicalId ?? '';
  const placeholders = new Set(Object.values(expressions).join(' ').match(/:\w+/g));
  return outcomeOf(
    dynamoDb(endpoint.credentialsFor(role)).send(
      new UpdateItemCommand({
        TableName: table(),
        Key,
        ...expressions,
        ...(placeholders.size > 0 && {
          ExpressionAttributeValues: marshall(Object.fromEntries([...placeholders].map(name => [name, 'k']))),
        }),
      }),
    ),
  );
};

const REFUSED = 'AccessDeniedException 400';
const RETURNED: readonly ReturnValue[] = ['ALL_OLD', 'ALL_NEW', 'UPDATED_OLD', 'UPDATED_NEW'];

describe.each(['Media', 'CatalogWriter'])('the role of %s', name => {
  test.each([
    ['removes a restriction', { UpdateExpression: 'REMOVE restricted' }],
    ['sets a restriction', { UpdateExpression: 'SET restricted = :r' }],
    ['sets the object key', { UpdateExpression: 'SET object_key = :k' }],
    ['adds tags', { UpdateExpression: 'SET tags = :t' }],
    ['sets the agent as the company does', { UpdateExpression: 'SET agent_worker_sid = :a' }],
    [
      'writes a permitted and a forbidden attribute together',
      { UpdateExpression: 'SET encryption = :e, restricted = :r' },
    ],
    [
      'tests a forbidden attribute in a condition',
      { UpdateExpression: 'SET encryption = :e', ConditionExpression: 'restricted = :r' },
    ],
  ])('is refused when it %s', async (_, expressions) => {
    expect(await update(name, expressions)).toBe(REFUSED);
  });
});

describe.each(['Media', 'CatalogWriter'])('a write of the role of %s', name => {
  const UpdateExpression = 'SET encryption = :e';

  test.each(RETURNED)('may not return stored values (%s)', async ReturnValues => {
    expect(await update(name, { UpdateExpression, ReturnValues })).toBe(REFUSED);
  });

  test('may not return stored values when its condition fails', async () => {
    const asked = { UpdateExpression, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;
    expect(await update(name, { ...asked, ConditionExpression: 'encryption = :k' })).toBe(REFUSED);
  });

  test('may return nothing', async () => {
    expect(await update(name, { UpdateExpression, ReturnValues: 'NONE' })).toBe('ok');
  });
});

describe('a task report of CatalogWriter', () => {
  const UpdateExpression = 'SET task_reports = :t';

  test('may return the former reports, but not the whole item', async () => {
    expect(await update('CatalogWriter', { UpdateExpression, ReturnValues: 'UPDATED_OLD' })).toBe('ok');
    for (const ReturnValues of ['ALL_OLD', 'ALL_NEW'] as const) {
      expect(await update('CatalogWriter', { UpdateExpression, ReturnValues })).toBe(REFUSED);
    }
  });

  test('may not return anything when it writes other attributes too', async () => {
    const both = { UpdateExpression: 'SET task_reports = :t, encryption = :e' };
    expect(await update('CatalogWriter', { ...both, ReturnValues: 'UPDATED_OLD' })).toBe(REFUSED);
  });
});

describe('an attribute of the catalog', () => {
  test('that notes a verification may be written by Media, and a task report not', async () => {
    const ConditionExpression = 'encryption.encrypted_cek = :k';
    expect(await update('Media', { UpdateExpression: 'SET verified = :v', ConditionExpression })).toBe('ok');
    expect(await update('Media', { UpdateExpression: 'SET task_reports = :t' })).toBe(REFUSED);
  });

  test('that holds task reports may be written by CatalogWriter, and a verification not', async () => {
    expect(await update('CatalogWriter', { UpdateExpression: 'SET task_reports = :t' })).toBe('ok');
    expect(await update('CatalogWriter', { UpdateExpression: 'SET verified = :v' })).toBe(REFUSED);
  });
});
