import { type DynamoDB, paginateQuery } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { isConditionFailed } from '../../../lambda/adapters/aws/aws-calls.ts';
import { awsUnavailable } from '../../../lambda/adapters/aws/aws-failure.ts';
import { dueShard } from '../../../lambda/adapters/dynamodb/coverage/due-index.ts';
import { dynamoDbLinksTable } from '../../../lambda/adapters/dynamodb/leases/dynamodb-links-table.ts';
import { revocationAttribute } from '../../../lambda/adapters/dynamodb/leases/link-lease-item.ts';
import type { LinkRevocation, RevocationTarget } from '../../../lambda/domain/media/ports.ts';
import type { Failure } from '../../../lambda/domain/shared/failure.ts';
import { ok, type Result } from '../../../lambda/domain/shared/result.ts';

/** Also finds links that expired up to a day ago: a late event of the last day still gets into the archive. */
const LOOK_BACK_SECONDS = 86_400;

/** A revocation without an audit event is recorded even after the link has expired. */
const LIVE_OR_NOT_ON_RECORD =
  'attribute_exists(link_hash) AND attribute_not_exists(revocation_recorded_at) AND (expires_at > :now OR attribute_exists(revocation))';

/** The tables on which a revocation works. */
interface RevocationTables {
  /** MediaLinks. */
  readonly links: string;
  /** LinkCoverage. */
  readonly coverage: string;
}

/** Revokes leases in the MediaLinks table. Every later request for the link is refused, also within a running play. */
export const dynamoDbLinkRevocation = (
  client: DynamoDB,
  { links: table, coverage }: RevocationTables,
): LinkRevocation => {
  const { update, note } = dynamoDbLinksTable(client, table);
  return {
    async *findCandidates(target, at) {
      const { index, attribute, value } = lookUp(target);
      try {
        const pages = paginateQuery(
          { client },
          {
            TableName: table,
            IndexName: index,
            KeyConditionExpression: '#key = :key AND expires_at > :since',
            ExpressionAttributeNames: { '#key': attribute },
            ExpressionAttributeValues: marshall({ ':key': value, ':since': at.getTime() / 1000 - LOOK_BACK_SECONDS }),
            ScanIndexForward: false,
          },
        );
        for await (const { Items = [] } of pages) {
          // Reads no other attribute: an unreadable item must not prevent the revocation of other links.
          for (const item of Items) yield ok(item['link_hash']?.S ?? '');
        }
      } catch (error) {
        yield awsUnavailable('links', error);
      }
    },

    revoke: async (linkHash, revocation) => {
      const revoked = await update(linkHash, {
        condition: LIVE_OR_NOT_ON_RECORD,
        update: 'SET revocation = if_not_exists(revocation, :revocation)',
        values: { ':now': revocation.at.getTime() / 1000, ':revocation': revocationAttribute(revocation) },
      });
      if (!revoked.ok || !revoked.value) return revoked;
      const ended = await endCoverage(client, coverage, linkHash, revoked.value.revocation?.at ?? revocation.at);
      return ended.ok ? revoked : ended;
    },

    markRevocationRecorded: (linkHash, at) => note(linkHash, 'revocation_recorded_at', at),
  };
};

/**
 * Makes what was heard with a link due now instead of at its expiry. Also creates the item of a link with which nothing has
 * left yet: an answer that is running now adds to it. Does nothing if it is already on its way to the audit trail.
 */
const endCoverage = async (
  client: DynamoDB,
  table: string,
  linkHash: string,
  at: Date,
): Promise<Result<void, Failure>> => {
  try {
    await client.updateItem({
      TableName: table,
      Key: marshall({ link_hash: linkHash }),
      ConditionExpression: 'attribute_not_exists(closed_at)',
      UpdateExpression: 'SET due_shard = :shard, due_at = :due, revoked_at = :at',
      ExpressionAttributeValues: marshall({
        ':shard': dueShard(linkHash),
        ':due': Math.ceil(at.getTime() / 1000),
        ':at': at.toISOString(),
      }),
    });
    return ok(undefined);
  } catch (error) {
    return isConditionFailed(error) ? ok(undefined) : awsUnavailable('coverage', error);
  }
};

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
