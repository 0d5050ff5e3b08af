import { type DynamoDB, paginateQuery } from '@aws-sdk/client-dynamodb';
import { awsFailure } from '../../../lambda/adapters/aws/aws-failure.ts';
import { GROUP_INDEXES, type RecordingGroup } from '../../../lambda/domain/shared/recording-group.ts';
import { awsErrorOf } from '../../deployment/aws-clients.ts';

/**
 * Returns the SIDs of all recordings of a call, conference or task, from the catalog's index. The url-provider considers
 * only the first twenty; an auditor sees all. Throws `AwsError`.
 */
export const findRecordingsOfGroup = async (
  client: DynamoDB,
  table: string,
  group: RecordingGroup,
): Promise<string[]> => {
  const recordingSids: string[] = [];
  try {
    const pages = paginateQuery(
      { client },
      {
        TableName: table,
        IndexName: GROUP_INDEXES[group.by],
        KeyConditionExpression: '#group = :sid',
        ExpressionAttributeNames: { '#group': group.by },
        ExpressionAttributeValues: { ':sid': { S: group.sid } },
        ProjectionExpression: 'recording_sid',
      },
    );
    for await (const { Items = [] } of pages)
      recordingSids.push(...Items.flatMap(item => item['recording_sid']?.S ?? []));
  } catch (error) {
    throw awsErrorOf(awsFailure('catalog', error));
  }
  return recordingSids;
};
