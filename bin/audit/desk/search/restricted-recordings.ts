import { awsFailure } from '../../../../lambda/adapters/aws/aws-failure.ts';
import { mapAhead } from '../../../../lambda/domain/audit/verify/map-ahead.ts';
import { awsErrorOf } from '../../../deployment/aws-clients.ts';
import type { TableSource } from '../desk-sources.ts';

/** Entries that are read at the same time. */
const AHEAD = 16;

/** Returns those of the recordings that the catalog says are restricted now: one small request for each. Throws `AwsError`. */
export const restrictedAmong = async (
  { client, table }: TableSource,
  recordingSids: readonly string[],
): Promise<ReadonlySet<string>> => {
  const readRestriction = async (recordingSid: string): Promise<string | undefined> => {
    const { Item } = await client.getItem({ TableName: table, Key: { recording_sid: { S: recordingSid } } });
    return Item?.['restricted']?.BOOL === true ? recordingSid : undefined;
  };
  const restricted = new Set<string>();
  try {
    for await (const sid of mapAhead(new Set(recordingSids), AHEAD, readRestriction)) if (sid) restricted.add(sid);
  } catch (error) {
    throw awsErrorOf(awsFailure('catalog', error));
  }
  return restricted;
};
