import { marshall } from '@aws-sdk/util-dynamodb';
import type { LinkLease } from '../../../domain/media/lease/link-lease.ts';
import type { LinkLeases } from '../../../domain/media/ports.ts';
import type { Failure } from '../../../domain/shared/failure.ts';
import { ok, type Result } from '../../../domain/shared/result.ts';
import type { DynamoDbItems } from '../../aws/aws-calls.ts';
import { awsUnavailable } from '../../aws/aws-failure.ts';
import { dynamoDbLinksTable } from './dynamodb-links-table.ts';
import { incidentItem, itemOf, openingAttributes } from './link-lease-item.ts';
import { readLinkLease } from './read-link-lease.ts';

/** The condition for opening a lease. `#client` is a placeholder because DynamoDB could reserve the word `client`. */
const UNOPENED_AND_LIVE =
  'attribute_exists(link_hash) AND attribute_not_exists(#client) AND attribute_not_exists(revocation) AND expires_at > :now';

/** The condition for noting one more incident. */
const ROOM_FOR_INCIDENT =
  'attribute_exists(link_hash) AND NOT contains(incident_ids, :id) AND (attribute_not_exists(incident_ids) OR size(incident_ids) < :room)';

/**
 * Leases in the MediaLinks table. Reads are strongly consistent, so a revocation takes effect at once.
 * Every failure is `unavailable`; the reason in the log says which it was.
 */
export const dynamoDbLinkLeases = (client: DynamoDbItems, table: string): LinkLeases => {
  const { update, note } = dynamoDbLinksTable(client, table);

  const find = async (linkHash: string): Promise<Result<LinkLease | undefined, Failure>> => {
    try {
      const { Item } = await client.getItem({
        TableName: table,
        Key: marshall({ link_hash: linkHash }),
        ConsistentRead: true,
      });
      return Item ? readLinkLease(Item) : ok(undefined);
    } catch (error) {
      return awsUnavailable('links', error);
    }
  };

  return {
    find,

    create: async lease => {
      try {
        // No condition: two of 2^256 tokens are never equal, and a second attempt may find the item of the first one.
        await client.putItem({ TableName: table, Item: marshall(itemOf(lease)) });
        return ok(undefined);
      } catch (error) {
        return awsUnavailable('links', error);
      }
    },

    open: async (linkHash, opening) => {
      const attributes = openingAttributes(opening);
      const opened = await update(linkHash, {
        condition: UNOPENED_AND_LIVE,
        update:
          'SET #client = :client, opened_at = :opened_at, opening_event_id = :event_id, opening_request_id = :request_id',
        names: { '#client': 'client' },
        values: {
          ':now': opening.at.getTime() / 1000,
          ':client': attributes.client,
          ':opened_at': attributes.opened_at,
          ':event_id': attributes.opening_event_id,
          ':request_id': attributes.opening_request_id,
        },
      });
      // Another request opened the lease, or an earlier attempt of this request did and its answer was lost. The current lease shows which.
      return opened.ok && !opened.value ? find(linkHash) : opened;
    },

    markOpeningRecorded: (linkHash, at) => note(linkHash, 'opening_recorded_at', at),

    noteIncident: async (linkHash, incident, room) => {
      const noted = await update(linkHash, {
        condition: ROOM_FOR_INCIDENT,
        update: 'SET incidents = list_append(if_not_exists(incidents, :none), :incident) ADD incident_ids :ids',
        values: {
          ':id': incident.id,
          ':ids': new Set([incident.id]),
          ':room': room,
          ':none': [],
          ':incident': [incidentItem(incident)],
        },
      });
      return noted.ok && !noted.value ? find(linkHash) : noted;
    },

    markIncidentRecorded: async (linkHash, incidentId) => {
      const marked = await update(linkHash, {
        condition: 'attribute_exists(link_hash)',
        update: 'ADD recorded_incident_ids :ids',
        values: { ':ids': new Set([incidentId]) },
      });
      return marked.ok ? ok(undefined) : marked;
    },
  };
};
