import type { IncomingHttpHeaders } from 'node:http';
import { listedPage } from '../listed-page.ts';
import { reservationResource } from './reservation-resource.ts';
import { etagOf, type StubTask, taskResource } from './task-resource.ts';

/** The tasks of the stub's workspace, by SID. */
export type StubTasks = Map<string, StubTask>;

interface TasksRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The fields of a form. */
  readonly body: unknown;
}

interface TasksReply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Longer attributes are refused. Twilio documents no limit; this one keeps the stub from accepting everything. */
const MAX_ATTRIBUTES_BYTES = 16 * 1024;

/**
 * Answers a request for one task: reads it or lists its reservations, or replaces its attributes if its version is still the one
 * in `If-Match`. Refuses all other parameters, although Twilio accepts some. Returns undefined for another resource. The
 * caller has checked the credentials.
 */
export const answerTaskRequest = (
  tasks: StubTasks,
  workspaceSid: string,
  { method, path, query, headers, body }: TasksRequest,
): TasksReply | undefined => {
  const sid = /^\/v1\/Workspaces\/(?<workspace>WS\w+)\/Tasks\/(?<task>WT\w+)(?<list>\/Reservations)?$/.exec(
    path,
  )?.groups;
  if (!sid || sid['workspace'] !== workspaceSid) return undefined;
  const task = tasks.get(sid['task'] ?? '');
  if (!task) return undefined;
  const isList = sid['list'] !== undefined;
  if (method === 'GET') return isList ? reservationsReply(task, path, query) : taskReply(task);
  if (method !== 'POST' || isList) return undefined;
  const ifMatch = headers['if-match'];
  if (ifMatch !== undefined && ifMatch !== etagOf(task))
    return problem(412, 20412, 'Precondition Failed: the task has another version');
  const { Attributes: attributes, ...others } = Object(body) as Record<string, unknown>;
  if (typeof attributes !== 'string' || Object.keys(others).length > 0 || !isAttributes(attributes))
    return problem(400, 20001, 'Invalid parameter: Attributes');
  const changed = { ...task, attributes, updatedAt: new Date(), version: task.version + 1 };
  tasks.set(task.sid, changed);
  return taskReply(changed);
};

const taskReply = (task: StubTask): TasksReply => ({
  status: 200,
  body: taskResource(task),
  headers: { etag: etagOf(task) },
});

const reservationsReply = (task: StubTask, path: string, query: URLSearchParams): TasksReply => {
  const list = { url: `https://taskrouter.twilio.com${path}`, key: 'reservations' };
  const listed = task.reservations.map(reservation => reservationResource(task, reservation));
  return { status: 200, body: listedPage(list, listed, query) };
};

const isAttributes = (text: string): boolean => {
  if (Buffer.byteLength(text) > MAX_ATTRIBUTES_BYTES) return false;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
};

const problem = (status: number, code: number, message: string): TasksReply => ({
  status,
  body: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status },
});
