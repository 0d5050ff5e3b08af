import { marshall } from '@aws-sdk/util-dynamodb';
import type { CatalogChange } from '../../domain/catalog/catalog-update.ts';
import type { Joined, JoinedMembers } from '../../domain/catalog/ports.ts';
import { handlingFrom, needlessReports, type TaskReport } from '../../domain/catalog/task-report.ts';
import { type DynamoDbItems, isConditionFailed } from '../aws/aws-calls.ts';
import { HANDLED_BY_ATTRIBUTE, TASK_REPORTS_ATTRIBUTE, TASK_SID_ATTRIBUTE } from './catalog-item.ts';
import { taskReportFrom, taskReportText } from './task-report-text.ts';

/** The table and the clients for its sets. */
export interface ReportSetsOptions {
  readonly client: DynamoDbItems;
  readonly table: string;
}

/** The attribute of a task, conference or call: a set of texts with its reports and with the SIDs that it is joined with. */
const JOINED_ATTRIBUTE = 'joined';

/** A report has at most 1.8 kB, so even the longest ones leave room for the rest in an item of 400 KiB. */
const MAX_REPORTS = 60;
/** A task can name many recordings, and many tasks can name a call. Neither may use up the room for the joined SIDs. */
const MAX_JOINED = 100;

/**
 * Adds reports to a recording and removes reports that are no longer needed, so that a task has at most four. Then stores
 * the first task that named the recording and its agent, for the indexes. Returns `dropped` if the reports of other tasks use all the room.
 * Rejects when DynamoDB does.
 */
export const addTaskReports = async (
  options: ReportSetsOptions,
  recordingSid: string,
  reports: readonly TaskReport[],
): Promise<CatalogChange> => {
  const set: TextSet = { ...options, key: recordingSid, attribute: TASK_REPORTS_ATTRIBUTE };
  const added = await addMembers(set, reports.map(taskReportText), MAX_REPORTS);
  if (!added) return 'dropped';
  await storeIndexKeys(set, added.members);
  return added.isChanged ? 'changed' : 'unchanged';
};

/** Adds to the set of a task, conference or call. Rejects when DynamoDB does. */
export const joinMembers = async (
  options: ReportSetsOptions,
  sid: string,
  { sids, reports }: JoinedMembers,
): Promise<Joined> => {
  const isTask = sid.startsWith('WT');
  const limit = (isTask ? sids : reports).length > 0 ? MAX_REPORTS : MAX_JOINED;
  const set: TextSet = { ...options, key: sid, attribute: JOINED_ATTRIBUTE };
  const added = await addMembers(set, [...sids, ...reports.map(taskReportText)], limit);
  if (!added) return { sids, reports, change: 'dropped' };
  const members = [...added.members];
  return {
    sids: members.filter(member => SID.test(member)),
    reports: members.flatMap(member => taskReportFrom(member) ?? []),
    change: added.isChanged ? 'changed' : 'unchanged',
  };
};

const SID = /^[A-Z]{2}[0-9a-f]{32}$/;

interface TextSet extends ReportSetsOptions {
  readonly key: string;
  readonly attribute: string;
}

/**
 * Adds members and removes needless reports. Returns the set after that; undefined if there is no room. `UPDATED_OLD` returns
 * the set and nothing else of the item, which is all that the role may read.
 */
const addMembers = async (set: TextSet, members: readonly string[], limit: number) => {
  const before = await add(set, members, limit);
  if (!before) return undefined;
  const all = new Set([...before, ...members]);
  const needless = needlessMembers(all);
  // Removals may run in any order and more than once: a report that some reports make needless stays needless with more reports.
  if (needless.length > 0) await remove(set, needless);
  for (const member of needless) all.delete(member);
  return { members: all, isChanged: members.some(member => all.has(member) && !before.has(member)) };
};

const add = async (
  set: TextSet,
  members: readonly string[],
  limit: number,
): Promise<ReadonlySet<string> | undefined> => {
  const values = Object.fromEntries(members.map((member, index) => [`:m${index}`, member]));
  const isKnown = Object.keys(values).map(name => `contains(#set, ${name})`);
  try {
    const { Attributes } = await set.client.updateItem({
      ...updateOf(set),
      UpdateExpression: 'ADD #set :members',
      ConditionExpression: `attribute_not_exists(#set) OR size(#set) < :limit OR (${isKnown.join(' AND ')})`,
      ExpressionAttributeValues: marshall({ ...values, ':members': new Set(members), ':limit': limit }),
      ReturnValues: 'UPDATED_OLD',
    });
    return new Set(Attributes?.[set.attribute]?.SS);
  } catch (error) {
    if (isConditionFailed(error)) return undefined;
    throw error;
  }
};

const remove = async (set: TextSet, members: readonly string[]): Promise<void> => {
  await set.client.updateItem({
    ...updateOf(set),
    UpdateExpression: 'DELETE #set :members',
    ExpressionAttributeValues: marshall({ ':members': new Set(members) }),
  });
};

/**
 * Stores the first task of a set and its agent if the set has not changed. Whoever changed it stores those of the newer set,
 * so the stored keys are correct after the last change. The start of the recording is not considered, because the role may
 * not read it.
 */
const storeIndexKeys = async (set: TextSet, members: ReadonlySet<string>): Promise<void> => {
  const { taskSid, agentWorkerSid } = handlingFrom([...members].flatMap(member => taskReportFrom(member) ?? []));
  if (taskSid === undefined) return;
  const update = updateOf(set);
  const agent = agentWorkerSid === undefined ? WITHOUT_AGENT : WITH_AGENT;
  try {
    await set.client.updateItem({
      ...update,
      UpdateExpression: `SET #task = :task ${agent.change}`,
      ConditionExpression: `#set = :set AND (attribute_not_exists(#task) OR #task <> :task OR ${agent.isNew})`,
      ExpressionAttributeNames: {
        ...update.ExpressionAttributeNames,
        '#task': TASK_SID_ATTRIBUTE,
        '#agent': HANDLED_BY_ATTRIBUTE,
      },
      ExpressionAttributeValues: marshall(
        { ':task': taskSid, ':set': members, ':agent': agentWorkerSid },
        { removeUndefinedValues: true },
      ),
    });
  } catch (error) {
    if (!isConditionFailed(error)) throw error;
  }
};

const WITH_AGENT = { change: ', #agent = :agent', isNew: 'attribute_not_exists(#agent) OR #agent <> :agent' };
const WITHOUT_AGENT = { change: 'REMOVE #agent', isNew: 'attribute_exists(#agent)' };

const updateOf = ({ table, key, attribute }: TextSet) => ({
  TableName: table,
  Key: marshall({ recording_sid: key }),
  ExpressionAttributeNames: { '#set': attribute },
});

/** Returns the reports that are not needed. Ignores unreadable members, which a person has written. */
const needlessMembers = (members: ReadonlySet<string>): string[] => {
  const reports = [...members].flatMap(member => {
    const report = taskReportFrom(member);
    return report ? [{ ...report, member }] : [];
  });
  return needlessReports(reports).map(({ member }) => member);
};
