import { BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { StoredItem } from '../../lambda/domain/audit/chain/stored-item.ts';
import { type ScriptedTable, startScriptedTable } from './scripted-table.ts';

const BATCH = 25;

/** A table with the keys and indexes of AccessAudit, on loopback. */
export interface AuditTable extends Pick<ScriptedTable, 'server' | 'client' | 'table' | 'close'> {
  put(...items: StoredItem[]): Promise<void>;
  /** Puts many items in batches. */
  putMany(items: readonly StoredItem[]): Promise<void>;
}

export const startAuditTable = async (): Promise<AuditTable> => {
  const scripted = await startScriptedTable({
    table: 'audit',
    key: ['recording_sid', 'event_key'],
    indexes: {
      'by-user': ['worker_sid', 'event_key'],
      'by-day': ['day_shard', 'event_key'],
      'by-name': ['realm_user_id', 'event_key'],
    },
  });
  const { client, table } = scripted;
  return {
    ...scripted,
    put: async (...items) => {
      for (const item of items) await scripted.put({ ...item });
    },
    putMany: async items => {
      for (let start = 0; start < items.length; start += BATCH) {
        const requests = items.slice(start, start + BATCH).map(item => ({
          PutRequest: { Item: marshall(item, { removeUndefinedValues: true }) },
        }));
        await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests } }));
      }
    },
  };
};
