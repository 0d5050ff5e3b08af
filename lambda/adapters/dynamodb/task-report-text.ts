import type { TaskReport } from '../../domain/catalog/task-report.ts';
import { parseJson } from '../../domain/shared/json-text.ts';
import { isAbsentOr, isDateTime, isFlag, isMapWith, isText } from './value-checks.ts';

interface ReportMember {
  readonly at: string;
  readonly task: string | undefined;
  readonly created: string | undefined;
  readonly agent: string | undefined;
  readonly queue: string | undefined;
  readonly naming: boolean | undefined;
  readonly leg: boolean | undefined;
}

const isReportMember = isMapWith<ReportMember>({
  at: isDateTime,
  task: isAbsentOr(isText),
  created: isAbsentOr(isDateTime),
  agent: isAbsentOr(isText),
  queue: isAbsentOr(isText),
  naming: isAbsentOr(isFlag),
  leg: isAbsentOr(isFlag),
});

/**
 * Formats a report as a member of a set in the table, in JSON: `at` (ISO 8601), `task`, `created` (the task, ISO 8601),
 * `agent`, `queue`, `naming` (false or absent) and `leg` (true or absent), always in this order, so that the same report is the same text.
 */
export const taskReportText = (report: TaskReport): string =>
  JSON.stringify({
    at: report.at.toISOString(),
    task: report.taskSid,
    created: report.taskCreatedAt?.toISOString(),
    agent: report.agentWorkerSid,
    queue: report.queue,
    naming: report.naming,
    leg: report.leg,
  });

/** Parses such a text; returns undefined for any other text. */
export const taskReportFrom = (member: string): TaskReport | undefined => {
  const parsed: unknown = parseJson(member);
  if (!isReportMember(parsed)) return undefined;
  const { at, task, created, agent, queue, naming, leg } = parsed;
  return {
    at: new Date(at),
    ...(task !== undefined && { taskSid: task }),
    ...(created !== undefined && { taskCreatedAt: new Date(created) }),
    ...(agent !== undefined && { agentWorkerSid: agent }),
    ...(queue !== undefined && { queue }),
    ...(naming === false && { naming }),
    ...(leg === true && { leg }),
  };
};
