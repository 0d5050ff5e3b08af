/**
 * What one TaskRouter event told about a recording that its task's attributes named. Agents may be able to edit
 * attributes, so a report is a claim of its task's, not yet a fact: `handlingFrom` weighs them.
 */
export interface TaskReport {
  /** When the event happened; Twilio's clock, which no agent can set. */
  readonly at: Date;
  /** `WT…`; absent when an early version did not write it down: then it belongs with no other. */
  readonly taskSid?: string;
  /** When the task was created; absent when an early version did not write it down. */
  readonly taskCreatedAt?: Date;
  /** `WK…`: the worker whose reservation it was, once accepted. */
  readonly agentWorkerSid?: string;
  /** The queue of the task. */
  readonly queue?: string;
}

/** Who handled a call, as far as task events tell. */
export interface Handling {
  /** The task whose word counts. */
  readonly taskSid?: string;
  readonly agentWorkerSid?: string;
  readonly queue?: string;
}

/**
 * How much later than the recording its task may have been created. A call that is recorded from the first ring has a task
 * only after the menu that the caller goes through.
 */
export const TASK_CREATION_SLACK_MS = 5 * 60_000;

/**
 * The one answer that all reports about a recording come to, whatever their order. The task that named the recording
 * first is the call's, and no later one can take it over: who can edit a task's attributes could name a colleague's
 * recording there. Nor can a task that did not exist yet when the recording started. Within that task the latest counts,
 * since a call can pass from one agent to another.
 */
export const handlingFrom = (reports: readonly TaskReport[], recordingStartedAt?: Date): Handling => {
  const [own] = reportsByTask(reports).filter(([first]) => !isYounger(first, recordingStartedAt));
  if (!own) return {};
  const taskSid = own[0].taskSid;
  const agentWorkerSid = lastAbout(own, 'agentWorkerSid')?.agentWorkerSid;
  const queue = lastAbout(own, 'queue')?.queue;
  return {
    ...(taskSid !== undefined && { taskSid }),
    ...(agentWorkerSid !== undefined && { agentWorkerSid }),
    ...(queue !== undefined && { queue }),
  };
};

/**
 * The reports that add nothing to the others, and never will, whatever else is reported: of a task, all but the first, the
 * last one that tells the agent and the last one that tells the queue.
 */
export const needlessReports = <R extends TaskReport>(reports: readonly R[]): R[] =>
  reportsByTask(reports).flatMap(own => {
    const needed = [own[0], lastAbout(own, 'agentWorkerSid'), lastAbout(own, 'queue')];
    return own.filter(report => !needed.includes(report));
  });

const isYounger = ({ taskCreatedAt }: TaskReport, recordingStartedAt: Date | undefined): boolean =>
  taskCreatedAt !== undefined &&
  recordingStartedAt !== undefined &&
  taskCreatedAt.getTime() > recordingStartedAt.getTime() + TASK_CREATION_SLACK_MS;

type TaskReports<R> = readonly [first: R, ...R[]];

/** The reports of each task in their order, the task with the earliest first; without a task, each for itself. */
const reportsByTask = <R extends TaskReport>(reports: readonly R[]): TaskReports<R>[] => {
  const byTask = new Map<unknown, [R, ...R[]]>();
  for (const report of [...reports].sort(byTime)) {
    const own = byTask.get(report.taskSid);
    if (own && report.taskSid !== undefined) own.push(report);
    else byTask.set(report.taskSid ?? report, [report]);
  }
  return [...byTask.values()];
};

const lastAbout = <R extends TaskReport>(own: TaskReports<R>, fact: keyof TaskReport): R | undefined =>
  own.findLast(report => report[fact] !== undefined);

/** Reports of the same moment are ordered by what they say, for the order in which they arrived says nothing. */
const byTime = (a: TaskReport, b: TaskReport): number =>
  a.at.getTime() - b.at.getTime() || (contentOf(a) < contentOf(b) ? -1 : 1);

const contentOf = ({ taskSid, taskCreatedAt, agentWorkerSid, queue }: TaskReport): string =>
  JSON.stringify([taskSid ?? '', agentWorkerSid ?? '', queue ?? '', taskCreatedAt?.toISOString() ?? '']);
