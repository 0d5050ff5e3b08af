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

/** How an update ends that the function whose logical id contains `name` sends. */
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

describe.each(['Media', 'TwilioEvents'])('the role of %s', name => {
  test.each([
    ['lifts a restriction', { UpdateExpression: 'REMOVE restricted' }],
    ['sets one', { UpdateExpression: 'SET restricted = :r' }],
    ['adds tags', { UpdateExpression: 'SET tags = :t' }],
    ['speaks for the company of who handled the call', { UpdateExpression: 'SET agent_worker_sid = :a' }],
    ['does so beside what it may', { UpdateExpression: 'SET encryption = :e, restricted = :r' }],
    ['asks by a condition', { UpdateExpression: 'SET encryption = :e', ConditionExpression: 'restricted = :r' }],
  ])('is refused when it %s', async (_, expressions) => {
    expect(await update(name, expressions)).toBe(REFUSED);
  });
});

describe.each(['Media', 'TwilioEvents'])('the answer to a write of the role of %s', name => {
  const UpdateExpression = 'SET encryption = :e';

  test.each(RETURNED)('may not tell what the item holds (%s)', async ReturnValues => {
    expect(await update(name, { UpdateExpression, ReturnValues })).toBe(REFUSED);
  });

  test('may not tell it when the condition fails', async () => {
    const asked = { UpdateExpression, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;
    expect(await update(name, { ...asked, ConditionExpression: 'encryption = :k' })).toBe(REFUSED);
  });

  test('may tell nothing', async () => {
    expect(await update(name, { UpdateExpression, ReturnValues: 'NONE' })).toBe('ok');
  });
});

describe('the answer to a report of Twilio’s callbacks', () => {
  const UpdateExpression = 'SET task_reports = :t';

  test('may tell what the reports were, and nothing of the whole item', async () => {
    expect(await update('TwilioEvents', { UpdateExpression, ReturnValues: 'UPDATED_OLD' })).toBe('ok');
    for (const ReturnValues of ['ALL_OLD', 'ALL_NEW'] as const) {
      expect(await update('TwilioEvents', { UpdateExpression, ReturnValues })).toBe(REFUSED);
    }
  });

  test('may not tell anything of facts that are written beside them', async () => {
    const both = { UpdateExpression: 'SET task_reports = :t, encryption = :e' };
    expect(await update('TwilioEvents', { ...both, ReturnValues: 'UPDATED_OLD' })).toBe(REFUSED);
  });
});

describe('the catalog', () => {
  test('takes a verification from the media endpoint, and who handled a call not', async () => {
    const ConditionExpression = 'encryption.encrypted_cek = :k';
    expect(await update('Media', { UpdateExpression: 'SET verified = :v', ConditionExpression })).toBe('ok');
    expect(await update('Media', { UpdateExpression: 'SET task_reports = :t' })).toBe(REFUSED);
  });

  test('takes what task events report from Twilio’s callbacks, and a verification not', async () => {
    expect(await update('TwilioEvents', { UpdateExpression: 'SET task_reports = :t' })).toBe('ok');
    expect(await update('TwilioEvents', { UpdateExpression: 'SET verified = :v' })).toBe(REFUSED);
  });
});
