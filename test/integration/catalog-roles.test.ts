import { DynamoDBClient, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
  const item = { ...Key, ...marshall({ restricted: true, encryption: { iv: 'i', encrypted_cek: 'k' } }) };
  await dynamoDb(endpoint.admin).send(new PutItemCommand({ TableName: table(), Item: item }));
});
afterAll(async () => {
  await endpoint?.close();
  await synthesis?.close();
});

const table = () => String(synthesis.template.output('RecordingsTableName'));

/** How an update ends that the function whose logical id contains `name` sends. */
const update = (name: string, expressions: { UpdateExpression: string; ConditionExpression?: string }) => {
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

describe.each(['Media', 'TwilioEvents'])('the role of %s', name => {
  it.each([
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

describe('the catalog', () => {
  it('takes a verification from the media endpoint, and who handled a call not', async () => {
    const ConditionExpression = 'encryption.encrypted_cek = :k';
    expect(await update('Media', { UpdateExpression: 'SET verified = :v', ConditionExpression })).toBe('ok');
    expect(await update('Media', { UpdateExpression: 'SET task_reports = :t' })).toBe(REFUSED);
  });

  it('takes what task events report from Twilio’s callbacks, and a verification not', async () => {
    expect(await update('TwilioEvents', { UpdateExpression: 'SET task_reports = :t' })).toBe('ok');
    expect(await update('TwilioEvents', { UpdateExpression: 'SET verified = :v' })).toBe(REFUSED);
  });
});
