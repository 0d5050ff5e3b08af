import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  paginateQuery,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { type Failure, fail } from '../domain/failure.ts';
import type { LinkRevocation, RevocationTarget } from '../domain/media-ports.ts';
import { ok, type Result } from '../domain/result.ts';
import { awsFailure } from './aws-failure.ts';
import { type LinkLeaseItem, leaseOf } from './link-lease-item.ts';

/** Ends leases in the MediaLinks table; the next request for one, a range of a running play included, is refused. */
export const dynamoDbLinkRevocation = (client: DynamoDBClient, table: string): LinkRevocation => ({
  async *candidates(target) {
    const { index, attribute, value } = lookUp(target);
    try {
      const pages = paginateQuery(
        { client },
        {
          TableName: table,
          IndexName: index,
          KeyConditionExpression: '#key = :key',
          ExpressionAttributeNames: { '#key': attribute },
          ExpressionAttributeValues: marshall({ ':key': value }),
        },
      );
      for await (const { Items = [] } of pages) {
        for (const item of Items) yield ok(String(unmarshall(item)['link_hash']));
      }
    } catch (error) {
      yield unavailable(error);
    }
  },

  revoke: async (linkHash, at) => {
    try {
      const { Attributes } = await client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: marshall({ link_hash: linkHash }),
          ConditionExpression: 'attribute_exists(link_hash) AND attribute_not_exists(revoked_at) AND expires_at > :now',
          UpdateExpression: 'SET revoked_at = :at',
          ExpressionAttributeValues: marshall({ ':now': at.getTime() / 1000, ':at': at.toISOString() }),
          ReturnValues: 'ALL_NEW',
        }),
      );
      return ok(Attributes && leaseOf(unmarshall(Attributes) as LinkLeaseItem));
    } catch (error) {
      return error instanceof ConditionalCheckFailedException ? ok(undefined) : unavailable(error);
    }
  },
});

const lookUp = (target: RevocationTarget): { index: string; attribute: string; value: string } => {
  switch (target.by) {
    case 'event':
      return { index: 'by-event', attribute: 'event_id', value: target.eventId };
    case 'recording':
      return { index: 'by-recording', attribute: 'recording_sid', value: target.recordingSid };
    case 'user':
      return { index: 'by-user', attribute: 'worker_sid', value: target.workerSid };
  }
};

const unavailable = (error: unknown): Result<never, Failure> => {
  const { reason, cause } = awsFailure('links', error);
  return fail('unavailable', reason, cause);
};
