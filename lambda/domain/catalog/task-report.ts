/**
 * What one TaskRouter event says about a recording that its task's attributes name. Agents may be able to edit attributes,
 * so a report is a claim, not a fact: `handlingFrom` merges all reports.
 */
export interface TaskReport {
  /** When the event happened, by Twilio's clock, which no agent can change. */
  readonly at: Date;
  /** `WT…`; absent in reports of an early version. Such a report counts as a task of its own. */
  readonly taskSid?: string;
  /** When the task was created; absent in reports of an early version. */
  readonly taskCreatedAt?: Date;
  /** `WK…`: the worker of the reservation; absent until the worker accepted it. */
  readonly agentWorkerSid?: string;
  /** The queue of the task. */
  readonly queue?: string;
  /**
   * False: the event did not name the recording, neither by its SID nor by its conference or call. Such a report counts only
   * if another event of the same task named it, and never decides which task was the first.
   */
  readonly naming?: false;
  /** True: the event belongs to a reservation whose own media name the recording. Its worker handled what was recorded. */
  readonly leg?: true;
}

/** Who handled a call, as far as task reports say. */
export interface Handling {
  /** The task whose reports count. */
  readonly taskSid?: string;
  readonly agentWorkerSid?: string;
  readonly queue?: string;
}

/**
 * How long after the start of the recording its task may be created. A call that is recorded from the beginning has no task
 * until the customer has gone through the menu.
 */
export const TASK_CREATION_SLACK_MS = 5 * 60_000;

/**
 * Merges all reports about a recording into one answer, in whatever order they arrived. Only the first task that named the
 * recording counts: otherwise a person who can edit a task's attributes could name a colleague's recording there and take
 * it over. A task that was created too late after the start of the recording does not count either. Within the task the
 * latest report counts, because a call can be transferred from one agent to another. If the recording is in the media of one
 * reservation, the agent is the worker of that reservation.
 */
export const handlingFrom = (reports: readonly TaskReport[], recordingStartedAt?: Date): Handling => {
  const own = tasksInOrder(reports).find(({ first }) => !isYounger(first, recordingStartedAt))?.reports;
  if (!own) return {};
  const taskSid = own[0]?.taskSid;
  const agentWorkerSid = (lastOfLeg(own) ?? lastAbout(own, 'agentWorkerSid'))?.agentWorkerSid;
  const queue = lastAbout(own, 'queue')?.queue;
  return {
    ...(taskSid !== undefined && { taskSid }),
    ...(agentWorkerSid !== undefined && { agentWorkerSid }),
    ...(queue !== undefined && { queue }),
  };
};

/**
 * Returns the reports that can be deleted without any effect on the answer, now and after any later report: of each task,
 * all except the first that names the recording, the last one with an agent, the last one of a reservation that has the
 * recording in its media, and the last one with a queue.
 */
export const needlessReports = <R extends TaskReport>(reports: readonly R[]): R[] =>
  reportsByTask(reports).flatMap(own => {
    const needed = [own.find(isNaming), lastAbout(own, 'agentWorkerSid'), lastOfLeg(own), lastAbout(own, 'queue')];
    return own.filter(report => !needed.includes(report));
  });

/** Returns the tasks that named the recording, the first one first, each with all its reports in order of time. */
const tasksInOrder = <R extends TaskReport>(reports: readonly R[]) =>
  reportsByTask(reports)
    .flatMap(own => {
      const first = own.find(isNaming);
      return first ? [{ first, reports: own }] : [];
    })
    .sort((a, b) => byTime(a.first, b.first));

const isNaming = ({ naming }: TaskReport): boolean => naming !== false;

const isYounger = ({ taskCreatedAt }: TaskReport, recordingStartedAt: Date | undefined): boolean =>
  taskCreatedAt !== undefined &&
  recordingStartedAt !== undefined &&
  taskCreatedAt.getTime() > recordingStartedAt.getTime() + TASK_CREATION_SLACK_MS;

type TaskReports<R> = readonly [first: R, ...R[]];

/** Groups the reports by task, each group in order of time. A report without a task is a group of its own. */
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

const lastOfLeg = <R extends TaskReport>(own: TaskReports<R>): R | undefined =>
  own.findLast(({ leg, agentWorkerSid }) => leg && agentWorkerSid !== undefined);

/** Orders reports of the same time by their content, because the order of their arrival must not matter. */
const byTime = (a: TaskReport, b: TaskReport): number =>
  a.at.getTime() - b.at.getTime() || (contentOf(a) < contentOf(b) ? -1 : 1);

// Of two reports of one event, the one that names the recording comes last, so that the other is not needed.
const contentOf = ({ taskSid, taskCreatedAt, agentWorkerSid, queue, naming, leg }: TaskReport): string =>
  JSON.stringify([
    taskSid ?? '',
    agentWorkerSid ?? '',
    queue ?? '',
    taskCreatedAt?.toISOString() ?? '',
    naming !== false,
    leg === true,
  ]);
