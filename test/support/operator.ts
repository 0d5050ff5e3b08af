import { DeleteItemCommand, GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { linkHashOf, parseLinkToken } from '../../lambda/domain/media/lease/link-token.ts';
import type { EncryptionDetails } from '../../lambda/domain/shared/encryption-details.ts';
import type { LocalStack } from '../../local/stack.ts';
import { administratorDynamoDb } from './playback-client.ts';

/** Changes the stored data of a stack with an administrator's permissions. */
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
    /** Sets the expiry of a streamed link to a second ago. */
    expire: (url: string) =>
      dynamoDb.send(
        new UpdateItemCommand({
          TableName: tables.links,
          Key: marshall({ link_hash: linkHashIn(url) }),
          UpdateExpression: 'SET expires_at = :past',
          ExpressionAttributeValues: marshall({ ':past': Math.floor(Date.now() / 1000) - 1 }),
        }),
      ),
    close: () => {
      s3.destroy();
      dynamoDb.destroy();
    },
  };
};

export type Operator = ReturnType<typeof operatorOf>;

const linkHashIn = (url: string): string => {
  const token = parseLinkToken(url.split('/').at(-1) ?? '');
  if (!token) throw new Error('the link has no token');
  return linkHashOf(token);
};
