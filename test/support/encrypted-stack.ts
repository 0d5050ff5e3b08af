import { createHash } from 'node:crypto';
import { DeleteItemCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { EncryptionDetails } from '../../lambda/domain/shared/encryption-details.ts';
import { type LocalStack, type LocalStackOptions, startLocalStack } from '../../local/stack.ts';
import { administratorDynamoDb, askFor } from './playback-client.ts';
import { vectorPrivateKeys } from './vectors.ts';

const keyId = (digit: string) => `${digit.repeat(8)}-0000-4000-8000-000000000000`;
const KMS_KEYS = { [`CR${'1'.repeat(32)}`]: keyId('1'), [`CR${'2'.repeat(32)}`]: keyId('2') };

/** A local stack whose KMS holds the vectors' private keys, and on which links live long and nothing is throttled. */
export const startEncryptedStack = (options: LocalStackOptions = {}): Promise<LocalStack> =>
  startLocalStack({
    ...options,
    kmsKeys: Object.entries(KMS_KEYS).map(([publicKeySid, id]) => ({
      keyId: id,
      spec: id === keyId('1') ? 'RSA_2048' : 'RSA_4096',
      usage: 'ENCRYPT_DECRYPT',
      ...(vectorPrivateKeys[publicKeySid] && { privateKey: vectorPrivateKeys[publicKeySid] }),
    })),
    playback: {
      encryptionKeys: Object.fromEntries(
        Object.entries(KMS_KEYS).map(([publicKeySid, id]) => [
          publicKeySid,
          `arn:aws:kms:us-east-1:000000000000:key/${id}`,
        ]),
      ),
      linkTtlMinSeconds: 3600,
      throttle: { ratePerSecond: 10_000, burst: 5_000 },
      ...options.playback,
    },
  });

/** What an operator, or someone who should not, can do to a stack's data. */
export const operatorOf = ({ description }: LocalStack) => {
  const { aws, bucket, accountSid, tables } = description;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const s3 = new S3Client({ endpoint: aws, region: 'us-east-1', credentials, forcePathStyle: true });
  const dynamoDb = administratorDynamoDb(description);
  const object = (sid: string) => ({ Bucket: bucket, Key: `${accountSid}/${sid}` });
  const key = (sid: string) => ({ TableName: tables.recordings, Key: marshall({ recording_sid: sid }) });
  return {
    store: (sid: string, body: Uint8Array) => s3.send(new PutObjectCommand({ ...object(sid), Body: body })),
    remove: (sid: string) => s3.send(new DeleteObjectCommand(object(sid))),
    catalog: async (sid: string, details: EncryptionDetails, more: object = {}) => {
      const { publicKeySid, encryptedCek, iv } = details;
      const encryption = { public_key_sid: publicKeySid, encrypted_cek: encryptedCek, iv };
      const item = { recording_sid: sid, status: 'completed', encryption, ...more };
      await dynamoDb.send(new PutItemCommand({ TableName: tables.recordings, Item: marshall(item) }));
    },
    catalogued: async (sid: string) => {
      const { Item } = await dynamoDb.send(new GetItemCommand(key(sid)));
      return Item && unmarshall(Item);
    },
    forget: (sid: string) => dynamoDb.send(new DeleteItemCommand(key(sid))),
    close: () => {
      s3.destroy();
      dynamoDb.destroy();
    },
  };
};

export type Operator = ReturnType<typeof operatorOf>;

/** A link as the supervisor gets it. Throws when there is none. */
export const supervisorsLink = async ({ description }: LocalStack, sid: string): Promise<string> => {
  const { status, body } = await askFor(description, sid, description.tokens.supervisor);
  if (!body.media_url) throw new Error(`no link: ${status} ${body.error?.code}`);
  return body.media_url;
};

/** A recording's SID that nothing else uses. */
export const freshSid = (name: string): string => `RE${createHash('sha256').update(name).digest('hex').slice(0, 32)}`;

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export const bytesOf = async (response: Response): Promise<Buffer> => Buffer.from(await response.arrayBuffer());
