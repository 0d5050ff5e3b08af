import * as z from 'zod/mini';
import type { TaskReport } from '../../domain/catalog/task-report.ts';
import { parseJson } from '../../domain/shared/json-text.ts';

const text = z.optional(z.string());
const schema = z.object({ at: z.iso.datetime(), task: text, agent: text, queue: text, team: text });

/**
 * A report as a member of a set in the table, in JSON: `at` (ISO 8601), `task`, `agent`, `queue` and `team`, always in
 * this order, so that the same report is the same text.
 */
export const taskReportText = ({ at, taskSid, agentWorkerSid, queue, team }: TaskReport): string =>
  JSON.stringify({ at: at.toISOString(), task: taskSid, agent: agentWorkerSid, queue, team });

/** Reads it back; undefined when it is something else. */
export const taskReportFrom = (member: string): TaskReport | undefined => {
  const parsed = schema.safeParse(parseJson(member));
  if (!parsed.success) return undefined;
  const { at, task, agent, queue, team } = parsed.data;
  return {
    at: new Date(at),
    ...(task !== undefined && { taskSid: task }),
    ...(agent !== undefined && { agentWorkerSid: agent }),
    ...(queue !== undefined && { queue }),
    ...(team !== undefined && { team }),
  };
};
