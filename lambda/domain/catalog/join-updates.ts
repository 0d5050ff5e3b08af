import type { Failure } from '../shared/failure.ts';
import { parseRecordingSid, type RecordingSid } from '../shared/recording-sid.ts';
import { err, ok, type Result } from '../shared/result.ts';
import {
  type CatalogChange,
  type CatalogUpdate,
  overallChange,
  type RecordingUpdate,
  type TaskUpdate,
} from './catalog-update.ts';
import type { CatalogParts } from './ports.ts';
import type { TaskReport } from './task-report.ts';

type Change = Result<CatalogChange, Failure>;

/**
 * Stores the facts of a message, also where other messages of the same call need them.
 *
 * A task event may come before the task names a recording, or name only the conference or the call. So three kinds of
 * sets connect tasks and recordings, and each message adds to a set before it uses what the set contains:
 *
 * - of a task: its reports with an agent, and what it has named;
 * - of a conference or a call: its recordings, and the reports of the tasks that named it;
 * - of a recording: the reports from which `handlingFrom` derives the agent.
 *
 * An addition returns the whole set in one atomic step. So of two messages that need each other, the later one sees the
 * earlier one, in whatever order and however close they arrive.
 */
export const storeUpdate = (parts: CatalogParts, update: CatalogUpdate): Promise<Change> =>
  'names' in update ? storeTaskUpdate(parts, update) : storeRecordingUpdate(parts, update);

const storeTaskUpdate = async (parts: CatalogParts, { taskReport, names, legs }: TaskUpdate): Promise<Change> => {
  const unnaming: TaskReport = { ...taskReport, naming: false };
  // Without an agent, a report that names nothing adds nothing to the others. A leg's agent is not that of the task.
  const reports = taskReport.agentWorkerSid === undefined || legs.length > 0 ? [] : [unnaming];
  // Only a recording can belong to one reservation. The conference and the customer's call belong to all of them.
  const ofLeg: TaskReport = taskReport.agentWorkerSid === undefined ? taskReport : { ...taskReport, leg: true };
  const legDeliveries = legs.map(sid => deliver(parts, sid, [parseRecordingSid(sid) ? ofLeg : taskReport]));
  if (names.length + reports.length === 0) return overall(await Promise.all(legDeliveries));
  const task = await parts.join(taskReport.taskSid, { sids: names, reports });
  if (!task.ok) return task;
  const deliveries = task.value.sids.map(sid =>
    names.includes(sid)
      ? // The event itself counts as one that names.
        deliver(parts, sid, [taskReport, ...task.value.reports.filter(report => !isSameEvent(report, taskReport))])
      : deliver(parts, sid, reports),
  );
  return overall([ok(task.value.change), ...(await Promise.all([...deliveries, ...legDeliveries]))]);
};

const storeRecordingUpdate = async (parts: CatalogParts, update: RecordingUpdate): Promise<Change> => {
  const { recordingSid, ifUnknown } = update;
  const groups = [ifUnknown?.conferenceSid, ifUnknown?.callSid].filter(sid => sid !== undefined);
  const written = await Promise.all([
    parts.write(update),
    ...groups.map(async (sid): Promise<Change> => {
      const group = await parts.join(sid, { sids: [recordingSid], reports: [] });
      if (!group.ok) return group;
      // That the group did not know the recording is nothing new about the recording.
      const change = group.value.change === 'dropped' ? 'dropped' : 'unchanged';
      return overall([ok(change), await report(parts, recordingSid, group.value.reports)]);
    }),
  ]);
  return overall(written);
};

/** Brings reports to a recording; or to a conference or a call, and from there to its recordings. */
const deliver = async (parts: CatalogParts, sid: string, reports: readonly TaskReport[]): Promise<Change> => {
  const recordingSid = parseRecordingSid(sid);
  if (recordingSid) return report(parts, recordingSid, reports);
  if (reports.length === 0) return ok('unchanged');
  const group = await parts.join(sid, { sids: [], reports });
  if (!group.ok) return group;
  const recordings = group.value.sids.flatMap(member => parseRecordingSid(member) ?? []);
  const delivered = recordings.map(member => report(parts, member, group.value.reports));
  return overall([ok(group.value.change), ...(await Promise.all(delivered))]);
};

const report = async (
  parts: CatalogParts,
  recordingSid: RecordingSid,
  taskReports: readonly TaskReport[],
): Promise<Change> => (taskReports.length === 0 ? ok('unchanged') : parts.write({ recordingSid, taskReports }));

const isSameEvent = (a: TaskReport, b: TaskReport): boolean =>
  a.at.getTime() === b.at.getTime() && a.agentWorkerSid === b.agentWorkerSid && a.queue === b.queue;

const overall = (changes: readonly Change[]): Change => {
  const failed = changes.find(change => !change.ok);
  if (failed && !failed.ok) return err(failed.error);
  return ok(overallChange(changes.flatMap(change => (change.ok ? [change.value] : []))));
};
