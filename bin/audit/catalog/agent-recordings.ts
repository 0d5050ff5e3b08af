import { type DynamoDB, paginateQuery } from '@aws-sdk/client-dynamodb';
import { awsFailure } from '../../../lambda/adapters/aws/aws-failure.ts';
import { AGENT_INDEXES } from '../../../lambda/domain/shared/recording-group.ts';
import { awsErrorOf } from '../../deployment/aws-clients.ts';

type AgentKey = keyof typeof AGENT_INDEXES;

/**
 * Returns the SIDs of all recordings whose call the agent handled, as the catalog says: by the company's own entry, otherwise
 * by the reports of the task. Each SID once. Throws `AwsError`.
 */
export const findRecordingsOfAgent = async (client: DynamoDB, table: string, workerSid: string): Promise<string[]> => {
  const keys = Object.keys(AGENT_INDEXES) as AgentKey[];
  const found = await Promise.all(keys.map(key => findByKey(client, table, key, workerSid)));
  return [...new Set(found.flat())];
};

const findByKey = async (client: DynamoDB, table: string, key: AgentKey, workerSid: string): Promise<string[]> => {
  const recordingSids: string[] = [];
  try {
    const pages = paginateQuery(
      { client },
      {
        TableName: table,
        IndexName: AGENT_INDEXES[key],
        KeyConditionExpression: '#key = :worker',
        ExpressionAttributeNames: { '#key': key },
        ExpressionAttributeValues: { ':worker': { S: workerSid } },
        ProjectionExpression: 'recording_sid, agent_worker_sid',
      },
    );
    for await (const { Items = [] } of pages) {
      // The company's own entry takes precedence over the reports.
      const own = Items.filter(({ agent_worker_sid }) => (agent_worker_sid?.S ?? workerSid) === workerSid);
      recordingSids.push(...own.flatMap(({ recording_sid }) => recording_sid?.S ?? []));
    }
  } catch (error) {
    throw awsErrorOf(awsFailure('catalog', error));
  }
  return recordingSids;
};
