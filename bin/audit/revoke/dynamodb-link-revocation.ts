import { type DynamoDB, paginateQuery } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { awsUnavailable } from '../../../lambda/adapters/aws/aws-failure.ts';
import { dynamoDbLinksTable } from '../../../lambda/adapters/dynamodb/dynamodb-links-table.ts';
import { revocationAttribute } from '../../../lambda/adapters/dynamodb/link-lease-item.ts';
import type { LinkRevocation, RevocationTarget } from '../../../lambda/domain/media/ports.ts';
import { ok } from '../../../lambda/domain/shared/result.ts';

/** As long as an event that comes late still finds its way into the archive of the audit trail. */
const LOOK_BACK_SECONDS = 86_400;

/** An end that is not on record yet is to be recorded, even after the link would have expired by itself. */
const LIVE_OR_NOT_ON_RECORD =
  'attribute_exists(link_hash) AND attribute_not_exists(revocation_recorded_at) AND (expires_at > :now OR attribute_exists(revocation))';

/** Ends leases in the MediaLinks table; the next request for one, a range of a running play included, is refused. */
export const dynamoDbLinkRevocation = (client: DynamoDB, table: string): LinkRevocation => {
  const { update, note } = dynamoDbLinksTable(client, table);
  return {
    async *candidates(target, at) {
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
          for (const item of Items) yield ok(String(unmarshall(item)['link_hash']));
        }
      } catch (error) {
        yield awsUnavailable('links', error);
      }
    },

    revoke: (linkHash, revocation) =>
      update(linkHash, {
        condition: LIVE_OR_NOT_ON_RECORD,
        update: 'SET revocation = if_not_exists(revocation, :revocation)',
        values: { ':now': revocation.at.getTime() / 1000, ':revocation': revocationAttribute(revocation) },
      }),

    markRevocationRecorded: (linkHash, at) => note(linkHash, 'revocation_recorded_at', at),
  };
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
