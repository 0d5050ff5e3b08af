import type {
  AttributeValue,
  BatchGetItemCommandOutput,
  GetItemCommandOutput,
  QueryCommandOutput,
  UpdateItemCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { withBytes } from './attribute-bytes.ts';
import type { DynamoDbItems, DynamoDbReads, KmsDecryption, SecretValues } from './aws-calls.ts';
import { jsonCalls } from './json-protocol.ts';
import type { AwsConnection } from './requests/signed-request.ts';

/** DynamoDB by signed requests. Attribute values, including bytes, are as in the SDK. */
export const signedDynamoDb = (connection: AwsConnection): DynamoDbItems & DynamoDbReads => {
  const call = jsonCalls({ name: 'dynamodb', jsonVersion: '1.0', target: 'DynamoDB_20120810' }, connection);
  return {
    getItem: async (input, options) => {
      const { Item } = (await call('GetItem', input, options)) as GetItemCommandOutput;
      return { Item: withBytes(Item) };
    },
    putItem: input => call('PutItem', input),
    updateItem: async input => {
      const { Attributes } = (await call('UpdateItem', input)) as UpdateItemCommandOutput;
      return { Attributes: withBytes(Attributes) };
    },
    query: async (input, options) => {
      const { Items, LastEvaluatedKey } = (await call('Query', input, options)) as QueryCommandOutput;
      return { Items: itemsWithBytes(Items), LastEvaluatedKey };
    },
    batchGetItem: async (input, options) => {
      const { Responses = {}, UnprocessedKeys } = (await call(
        'BatchGetItem',
        input,
        options,
      )) as BatchGetItemCommandOutput;
      const tables = Object.entries(Responses).map(([table, items]) => [table, itemsWithBytes(items)]);
      return { Responses: Object.fromEntries(tables), UnprocessedKeys };
    },
  };
};

const itemsWithBytes = (items: Record<string, AttributeValue>[] = []) => items.map(item => withBytes(item) ?? {});

/** KMS by signed requests. */
export const signedKms = (connection: AwsConnection): KmsDecryption => {
  const call = jsonCalls({ name: 'kms', jsonVersion: '1.1', target: 'TrentService' }, connection);
  return {
    decrypt: async ({ CiphertextBlob, ...input }) => {
      const wrapped = Buffer.from(CiphertextBlob ?? []).toString('base64');
      const { Plaintext } = (await call('Decrypt', { ...input, CiphertextBlob: wrapped })) as { Plaintext?: string };
      return { Plaintext: Plaintext === undefined ? undefined : Buffer.from(Plaintext, 'base64') };
    },
  };
};

/** Secrets Manager by signed requests. */
export const signedSecretsManager = (connection: AwsConnection): SecretValues => {
  const call = jsonCalls({ name: 'secretsmanager', jsonVersion: '1.1', target: 'secretsmanager' }, connection);
  return {
    getSecretValue: async input => {
      const { SecretString } = (await call('GetSecretValue', input)) as { SecretString?: string };
      return { SecretString };
    },
  };
};
