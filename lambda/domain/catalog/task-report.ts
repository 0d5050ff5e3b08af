/**
 * What one TaskRouter event told about a recording that its task's attributes named. Agents may be able to edit
 * attributes, so a report is a claim of its task's, not yet a fact: `handlingFrom` weighs them.
 */
export interface TaskReport {
  /** When the event happened; Twilio's clock, which no agent can set. */
  readonly at: Date;
  /** `WT…`; absent when the event did not say: then it belongs with no other. */
  readonly taskSid?: string;
  /** `WK…`: the worker whose reservation it was, once accepted. */
  readonly agentWorkerSid?: string;
  /** The queue of the task. */
  readonly queue?: string;
  /** The team of that worker. */
  readonly team?: string;
}

/** Who handled a call, as far as task events tell. */
export interface Handling {
  /** The task whose word counts. */
  readonly taskSid?: string;
  readonly agentWorkerSid?: string;
  readonly queue?: string;
  readonly team?: string;
}

/**
 * The one answer that all reports about a recording come to, whatever their order. The task that named the recording
 * first is the call's, and no later one can take it over: who can edit a task's attributes could name a colleague's
 * recording there. Within that task the latest counts, since a call can pass from one agent to another; the team is the
 * agent's, so it is taken from the same report.
 */
export const handlingFrom = (reports: readonly TaskReport[]): Handling => {
  const inOrder = [...reports].sort(byTime);
  const [first] = inOrder;
  if (!first) return {};
  const { taskSid } = first;
  const own = taskSid === undefined ? [first] : inOrder.filter(report => report.taskSid === taskSid);
  const handled = own.findLast(({ agentWorkerSid }) => agentWorkerSid !== undefined);
  const queue = own.findLast(report => report.queue !== undefined)?.queue;
  return {
    ...(taskSid !== undefined && { taskSid }),
    ...(handled?.agentWorkerSid !== undefined && { agentWorkerSid: handled.agentWorkerSid }),
    ...(queue !== undefined && { queue }),
    ...(handled?.team !== undefined && { team: handled.team }),
  };
};

/** Reports of the same moment are ordered by what they say, for the order in which they arrived says nothing. */
const byTime = (a: TaskReport, b: TaskReport): number =>
  a.at.getTime() - b.at.getTime() || (contentOf(a) < contentOf(b) ? -1 : 1);

const contentOf = ({ taskSid, agentWorkerSid, queue, team }: TaskReport): string =>
  JSON.stringify([taskSid ?? '', agentWorkerSid ?? '', queue ?? '', team ?? '']);
