import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import {
  type AttributeFilter,
  dynamoDbAuditTrail,
  type QueryableTrail,
} from '../../lambda/adapters/dynamodb/dynamodb-audit-trail.ts';
import { awsClients } from '../deployment/aws-clients.ts';
import { readStackOutput } from '../deployment/stack-outputs.ts';
import { resolveTableName } from '../deployment/table-options.ts';
import { type Progress, startProgress } from '../terminal/progress.ts';
import type { CatalogQueryOptions, QueryOptions } from './queries/query-options.ts';

/** The trail that the options name, and a progress line that counts the events read. */
export interface OpenTrail {
  readonly trail: QueryableTrail;
  readonly progress: Progress;
  readonly filters: readonly AttributeFilter[];
}

/** Opens the audit table for a query. Throws `UsageError`, `AwsError`, or what the SDK throws. */
export const openTrail = async (options: QueryOptions): Promise<OpenTrail> => {
  const client = awsClients(options).dynamoDb();
  const progress = startProgress({ label: 'reading', unit: 'events' });
  let read = 0;
  const trail = dynamoDbAuditTrail({
    client,
    table: await resolveTableName(options, 'AuditTableName'),
    onRead: count => {
      read += count;
      progress.at(read);
    },
  });
  return { trail, progress, filters: options.event ? [{ anyOf: ['event'], equals: options.event }] : [] };
};

/** Returns a client and the name of the catalog's table. Throws `UsageError`, `AwsError`, or what the SDK throws. */
export const openCatalog = async (options: CatalogQueryOptions): Promise<[client: DynamoDB, table: string]> => [
  awsClients(options).dynamoDb(),
  options.recordingsTable ?? (await readStackOutput(options, 'RecordingsTableName')),
];
