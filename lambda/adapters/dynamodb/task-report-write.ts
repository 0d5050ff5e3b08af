import { marshall } from '@aws-sdk/util-dynamodb';
import type { CatalogChange } from '../../domain/catalog/catalog-update.ts';
import { needlessReports, type TaskReport } from '../../domain/catalog/task-report.ts';
import { type DynamoDbItems, isConditionFailed } from '../aws/aws-calls.ts';
import { TASK_REPORTS_ATTRIBUTE } from './catalog-item.ts';
import { taskReportFrom, taskReportText } from './task-report-text.ts';

/** A report is at most 1.8 kB, so that even the longest leave an item of 400 KiB room for the rest. */
const MAX_TASK_REPORTS = 60;

/** The item that reports are added to. */
export interface ReportedItem {
  readonly client: DynamoDbItems;
  readonly table: string;
  readonly recordingSid: string;
}

/**
 * Adds a report to those that are kept, and takes out those that add nothing any more, so that a task needs three at most.
 * `dropped`: there is no room, for the reports of other tasks take it. Rejects when DynamoDB does.
 */
export const addTaskReport = async (item: ReportedItem, report: TaskReport): Promise<CatalogChange> => {
  const member = taskReportText(report);
  const before = await addMember(item, member);
  if (!before) return 'dropped';
  const needless = needlessMembers(new Set([...before, member]));
  // In any order, and twice: what adds nothing to some reports adds nothing to more of them.
  if (needless.length > 0) await removeMembers(item, needless);
  return before.has(member) || needless.includes(member) ? 'unchanged' : 'changed';
};

/**
 * Gives the members as they were before; undefined when there is no room. `UPDATED_OLD` tells of the set and of nothing
 * else in the item, which is all that the role may be told.
 */
const addMember = async (item: ReportedItem, member: string): Promise<ReadonlySet<string> | undefined> => {
  try {
    const { Attributes } = await item.client.updateItem({
      ...updateOf(item),
      UpdateExpression: 'ADD #set :members',
      ConditionExpression: 'attribute_not_exists(#set) OR contains(#set, :member) OR size(#set) < :limit',
      ExpressionAttributeValues: marshall({
        ':members': new Set([member]),
        ':member': member,
        ':limit': MAX_TASK_REPORTS,
      }),
      ReturnValues: 'UPDATED_OLD',
    });
    return new Set(Attributes?.[TASK_REPORTS_ATTRIBUTE]?.SS);
  } catch (error) {
    if (isConditionFailed(error)) return undefined;
    throw error;
  }
};

const removeMembers = async (item: ReportedItem, members: readonly string[]): Promise<void> => {
  await item.client.updateItem({
    ...updateOf(item),
    UpdateExpression: 'DELETE #set :members',
    ExpressionAttributeValues: marshall({ ':members': new Set(members) }),
  });
};

const updateOf = ({ table, recordingSid }: ReportedItem) => ({
  TableName: table,
  Key: marshall({ recording_sid: recordingSid }),
  ExpressionAttributeNames: { '#set': TASK_REPORTS_ATTRIBUTE },
});

/** What somebody wrote by hand and cannot be read is left alone. */
const needlessMembers = (members: ReadonlySet<string>): string[] => {
  const reports = [...members].flatMap(member => {
    const report = taskReportFrom(member);
    return report ? [{ ...report, member }] : [];
  });
  return needlessReports(reports).map(({ member }) => member);
};
