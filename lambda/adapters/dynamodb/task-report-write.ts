import { marshall } from '@aws-sdk/util-dynamodb';
import type { CatalogChange } from '../../domain/catalog/catalog-update.ts';
import { needlessReports, type TaskReport } from '../../domain/catalog/task-report.ts';
import { type DynamoDbItems, isConditionFailed } from '../aws/aws-calls.ts';
import { TASK_REPORTS_ATTRIBUTE } from './catalog-item.ts';
import { taskReportFrom, taskReportText } from './task-report-text.ts';

/** A report has at most 1.8 kB, so 60 of the longest reports leave room in an item of 400 KiB. */
const MAX_TASK_REPORTS = 60;

/** The item that reports are added to. */
export interface ReportedItem {
  readonly client: DynamoDbItems;
  readonly table: string;
  readonly recordingSid: string;
}

/**
 * Adds a report to the stored ones, and removes those that no longer add anything, so that a task has at most three.
 * Returns `dropped` when reports of other tasks take all the room. Rejects when DynamoDB does.
 */
export const addTaskReport = async (item: ReportedItem, report: TaskReport): Promise<CatalogChange> => {
  const member = taskReportText(report);
  const before = await addMember(item, member);
  if (!before) return 'dropped';
  const needless = needlessMembers(new Set([...before, member]));
  // Works in any order and with repetitions: a report that adds nothing to some reports adds nothing to more of them.
  if (needless.length > 0) await removeMembers(item, needless);
  return before.has(member) || needless.includes(member) ? 'unchanged' : 'changed';
};

/**
 * Returns the previous members; undefined when there is no room. `UPDATED_OLD` returns the set and nothing
 * else of the item. The role may read no more than that.
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

/** Unreadable members, which somebody wrote by hand, are left unchanged. */
const needlessMembers = (members: ReadonlySet<string>): string[] => {
  const reports = [...members].flatMap(member => {
    const report = taskReportFrom(member);
    return report ? [{ ...report, member }] : [];
  });
  return needlessReports(reports).map(({ member }) => member);
};
