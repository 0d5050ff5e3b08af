import type {
  BatchGetItemCommandInput,
  BatchGetItemCommandOutput,
  GetItemCommandInput,
  GetItemCommandOutput,
  PutItemCommandInput,
  QueryCommandInput,
  QueryCommandOutput,
  UpdateItemCommandInput,
  UpdateItemCommandOutput,
} from '@aws-sdk/client-dynamodb';
import type { DecryptCommandInput, DecryptCommandOutput } from '@aws-sdk/client-kms';
import type { GetObjectCommandInput, GetObjectCommandOutput } from '@aws-sdk/client-s3';
import type { GetSecretValueCommandInput, GetSecretValueCommandOutput } from '@aws-sdk/client-secrets-manager';
import type { SendMessageCommandInput, SendMessageCommandOutput } from '@aws-sdk/client-sqs';

/** Lets the caller abort the call, which then rejects with an `AbortError`. */
export interface CallOptions {
  readonly abortSignal?: AbortSignal;
}

/**
 * The calls of AWS that the adapters make, with the names and types of the SDK. The SDK's aggregated clients (`DynamoDB`,
 * `S3`, `KMS`, `SecretsManager`) implement them, and so do the signed requests in this folder, with which the functions
 * start faster. Calls reject with errors that have the SDK's names and `$metadata`.
 */
export interface DynamoDbItems {
  getItem(input: GetItemCommandInput, options?: CallOptions): Promise<Pick<GetItemCommandOutput, 'Item'>>;
  putItem(input: PutItemCommandInput): Promise<unknown>;
  updateItem(input: UpdateItemCommandInput): Promise<Pick<UpdateItemCommandOutput, 'Attributes'>>;
}

/** Reads of several items in one call. */
export interface DynamoDbReads {
  query(
    input: QueryCommandInput,
    options?: CallOptions,
  ): Promise<Pick<QueryCommandOutput, 'Items' | 'LastEvaluatedKey'>>;
  batchGetItem(
    input: BatchGetItemCommandInput,
    options?: CallOptions,
  ): Promise<Pick<BatchGetItemCommandOutput, 'Responses' | 'UnprocessedKeys'>>;
}

/** Reads objects of S3. The body is a Node stream. */
export interface S3Objects {
  getObject(input: GetObjectInput, options?: CallOptions): Promise<GetObjectOutput>;
}
export type GetObjectInput = Pick<GetObjectCommandInput, 'Bucket' | 'Key' | 'VersionId' | 'Range' | 'IfMatch'>;
export type GetObjectOutput = Pick<GetObjectCommandOutput, 'ETag' | 'ContentLength' | 'ContentRange' | 'VersionId'> & {
  readonly Body?: unknown;
};

/** Decrypts with keys in KMS. */
export interface KmsDecryption {
  decrypt(input: DecryptCommandInput): Promise<Pick<DecryptCommandOutput, 'Plaintext'>>;
}

/** Reads secrets of Secrets Manager. */
export interface SecretValues {
  getSecretValue(input: GetSecretValueCommandInput): Promise<Pick<GetSecretValueCommandOutput, 'SecretString'>>;
}

/** Sends messages to queues of SQS. */
export interface SqsQueues {
  sendMessage(
    input: SendMessageCommandInput,
  ): Promise<Pick<SendMessageCommandOutput, 'MessageId' | 'MD5OfMessageBody'>>;
}

/** Returns true if the condition of a conditional write was false. */
export const isConditionFailed = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ConditionalCheckFailedException';
