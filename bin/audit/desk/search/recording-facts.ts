import { inspectCatalogItem } from '../../../../lambda/adapters/dynamodb/dynamodb-recording-catalog.ts';
import { parseRecordingSid } from '../../../../lambda/domain/shared/recording-sid.ts';
import { orThrow } from '../../../deployment/or-throw.ts';
import type { RecordingFacts } from '../desk-model.ts';
import type { TableSource } from '../desk-sources.ts';

/** Returns what the catalog says about a recording now; undefined if it has no entry. Throws `AwsError`. */
export const readRecordingFacts = async (catalog: TableSource, text: string): Promise<RecordingFacts | undefined> => {
  const sid = parseRecordingSid(text);
  const item = sid && orThrow(await inspectCatalogItem(catalog, sid));
  if (!item) return undefined;
  const { callSid, conferenceSid, taskSid, agentWorkerSid, team, queue, tags, restricted, held, ...rest } = item.entry;
  return {
    started: rest.startedAt?.toISOString(),
    seconds: rest.durationSeconds,
    call: callSid,
    conference: conferenceSid,
    task: taskSid,
    agent: agentWorkerSid,
    ...{ team, queue, restricted, held },
    tags: tags?.join(', '),
  };
};
