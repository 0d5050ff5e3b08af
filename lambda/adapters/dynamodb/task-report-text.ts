import * as z from 'zod/mini';
import type { TaskReport } from '../../domain/catalog/task-report.ts';
import { parseJson } from '../../domain/shared/json-text.ts';

const text = z.optional(z.string());
const schema = z.object({
  at: z.iso.datetime(),
  task: text,
  created: z.optional(z.iso.datetime()),
  agent: text,
  queue: text,
});

/**
 * A report as a member of a set in the table, in JSON: `at` (ISO 8601), `task`, `created` (the task, ISO 8601), `agent` and
 * `queue`, always in this order, so that the same report is the same text.
 */
export const taskReportText = ({ at, taskSid, taskCreatedAt, agentWorkerSid, queue }: TaskReport): string =>
  JSON.stringify({
    at: at.toISOString(),
    task: taskSid,
    created: taskCreatedAt?.toISOString(),
    agent: agentWorkerSid,
    queue,
  });

/** Reads it back; undefined when it is something else. */
export const taskReportFrom = (member: string): TaskReport | undefined => {
  const parsed = schema.safeParse(parseJson(member));
  if (!parsed.success) return undefined;
  const { at, task, created, agent, queue } = parsed.data;
  return {
    at: new Date(at),
    ...(task !== undefined && { taskSid: task }),
    ...(created !== undefined && { taskCreatedAt: new Date(created) }),
    ...(agent !== undefined && { agentWorkerSid: agent }),
    ...(queue !== undefined && { queue }),
  };
};
