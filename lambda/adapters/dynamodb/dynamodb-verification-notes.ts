import { marshall } from '@aws-sdk/util-dynamodb';
import type { VerificationNote } from '../../domain/media/decryption/verification-note.ts';
import type { VerificationNotes } from '../../domain/media/ports.ts';
import { ok } from '../../domain/shared/result.ts';
import { type DynamoDbItems, isConditionFailed } from '../aws/aws-calls.ts';
import { awsUnavailable } from '../aws/aws-failure.ts';
import { plainItem } from './plain-item.ts';

/** The catalog item's attribute `verified`. */
interface VerifiedAttribute {
  readonly etag: string;
  readonly size_bytes: number;
  readonly seal: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** Stores verification notes in the Recordings table. Changes no other attribute. */
export const dynamoDbVerificationNotes = (client: DynamoDbItems, table: string): VerificationNotes => ({
  find: async recordingSid => {
    try {
      const { Item } = await client.getItem({
        TableName: table,
        Key: marshall({ recording_sid: recordingSid }),
        ProjectionExpression: 'verified',
      });
      return ok(Item && noteOf(plainItem(Item)['verified']));
    } catch (error) {
      return awsUnavailable('catalog', error);
    }
  },

  put: async (recordingSid, note, details) => {
    try {
      await client.updateItem({
        TableName: table,
        Key: marshall({ recording_sid: recordingSid }),
        ConditionExpression:
          'encryption.public_key_sid = :public_key_sid AND encryption.iv = :iv AND encryption.encrypted_cek = :encrypted_cek',
        UpdateExpression: 'SET verified = :verified',
        ExpressionAttributeValues: marshall({
          ':public_key_sid': details.publicKeySid,
          ':iv': details.iv,
          ':encrypted_cek': details.encryptedCek,
          ':verified': {
            etag: note.etag,
            size_bytes: note.sizeBytes,
            seal: note.seal,
            at: note.at.toISOString(),
          } satisfies VerifiedAttribute,
        }),
      });
      return ok(undefined);
    } catch (error) {
      return isConditionFailed(error) ? ok(undefined) : awsUnavailable('catalog', error);
    }
  },
});

/** Returns undefined for an unreadable note: the object is then verified again. */
const noteOf = (value: unknown): VerificationNote | undefined => {
  const { etag, size_bytes, seal, at } = (value ?? {}) as Partial<VerifiedAttribute>;
  if (typeof etag !== 'string' || typeof size_bytes !== 'number' || typeof seal !== 'string') return undefined;
  return { etag, sizeBytes: size_bytes, seal, at: new Date(at ?? 0) };
};
