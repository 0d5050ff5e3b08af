import { DynamoDB, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { signedDynamoDb } from '../../lambda/adapters/aws/signed-calls.ts';
import {
  dynamoDbCatalogWriter,
  dynamoDbRecordingCatalog,
} from '../../lambda/adapters/dynamodb/dynamodb-recording-catalog.ts';
import { dynamoDbRecordingGroups } from '../../lambda/adapters/dynamodb/dynamodb-recording-groups.ts';
import { AGENT_INDEXES, GROUP_INDEXES } from '../../lambda/domain/shared/recording-group.ts';
import { startAwsEndpoint } from '../../local/aws/endpoint/endpoint.ts';
import { connectionTo } from './aws-connection.ts';
import { readSmall } from './small-template.ts';

const INDEXES = { ...GROUP_INDEXES, ...AGENT_INDEXES };

/** The Recordings table in an embedded DynamoDB, with the catalog's adapters on it, and secrets beside it. */
export const startCatalogTable = async (secrets: Readonly<Record<string, string>> = {}) => {
  const { tables } = readSmall({
    Catalog: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        AttributeDefinitions: ['recording_sid', ...Object.keys(INDEXES)].map(AttributeName => ({
          AttributeName,
          AttributeType: 'S',
        })),
        KeySchema: [{ AttributeName: 'recording_sid', KeyType: 'HASH' }],
        GlobalSecondaryIndexes: Object.entries(INDEXES).map(([AttributeName, IndexName]) => ({
          IndexName,
          KeySchema: [{ AttributeName, KeyType: 'HASH' }],
          Projection: {
            ProjectionType: 'INCLUDE',
            NonKeyAttributes: ['started_at', ...(AttributeName === 'handled_by' ? ['agent_worker_sid'] : [])],
          },
        })),
      },
    },
  });
  const endpoint = await startAwsEndpoint({ tables, roles: [], buckets: [], secrets });
  const table = tables[0]?.tableName ?? '';
  const client = new DynamoDB({ endpoint: endpoint.url, region: 'us-east-1', credentials: endpoint.admin });
  const items = signedDynamoDb(connectionTo(endpoint.url, endpoint.admin));
  return {
    endpoint,
    table,
    client,
    writer: dynamoDbCatalogWriter({ client: items, table }),
    catalog: dynamoDbRecordingCatalog({ client: items, table }),
    groups: dynamoDbRecordingGroups({ client: items, table }),
    /** The item as it is stored. */
    item: async (recordingSid: string): Promise<Record<string, unknown> | undefined> => {
      const key = marshall({ recording_sid: recordingSid });
      const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: key, ConsistentRead: true }));
      return Item && unmarshall(Item);
    },
    put: (item: Record<string, unknown>) => client.send(new PutItemCommand({ TableName: table, Item: marshall(item) })),
    close: async () => {
      client.destroy();
      await endpoint.close();
    },
  };
};

export type CatalogTable = Awaited<ReturnType<typeof startCatalogTable>>;
