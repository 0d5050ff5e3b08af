import { DynamoDBClient, type DynamoDBClientConfig, paginateScan } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { AuditEvent } from '../lambda/domain/audit/events/audit-event.ts';
import { CHAIN_KEY } from '../lambda/domain/audit/events/chain-event.ts';

/** Reads the audit table for the player page. */
export interface AuditReader {
  /** Returns the events about recordings with a greater key than `sinceKey`, oldest first. Without `sinceKey`, returns all. */
  readonly read: (sinceKey?: string) => Promise<readonly AuditEvent[]>;
  close(): Promise<void>;
}

/** Scans the table at each call: the demo's table is small, and no index is sorted over all recordings and days. */
export const createAuditReader = (settings: DynamoDBClientConfig, table: string): AuditReader => {
  const client = new DynamoDBClient(settings);
  return {
    read: async (sinceKey = '0') => {
      const items: AuditEvent[] = [];
      const scan = {
        TableName: table,
        FilterExpression: 'event_key > :since AND recording_sid <> :chain',
        ExpressionAttributeValues: { ':since': { S: sinceKey }, ':chain': { S: CHAIN_KEY } },
      };
      for await (const page of paginateScan({ client }, scan)) {
        items.push(...(page.Items ?? []).map(item => unmarshall(item) as AuditEvent));
      }
      return items.sort((a, b) => (a.event_key < b.event_key ? -1 : 1));
    },
    close: async () => client.destroy(),
  };
};
