import { playDescribedCall } from './call/call-order.ts';
import { parseCallbackOrder, sendCallback } from './callbacks.ts';
import { faultNames } from './faults.ts';
import { putSink } from './flex/event-sinks.ts';
import type { TokenOwner } from './flex-tokens.ts';
import type { StubTask } from './taskrouter/task-resource.ts';
import type { Reply, StubRequest, StubState } from './twilio-api.ts';

const DEFAULT_TOKEN_SECONDS = 3_600;

/**
 * Answers the stub's own paths: `/__requests`, `/__faults`, `/__tokens`, `/__tasks`, `/__sinks`, `/__calls` and `/__callbacks`.
 * Twilio does not have them.
 */
export const answerControl = async (state: StubState, { method, path, body }: StubRequest): Promise<Reply> => {
  switch (`${method} ${path}`) {
    case 'GET /__requests':
      return { status: 200, body: state.requests };
    case 'DELETE /__requests':
      state.requests.length = 0;
      return { status: 200, body: state.requests };
    case 'GET /__faults':
      return { status: 200, body: state.faults.list() };
    case 'DELETE /__faults':
      state.faults.clear();
      return { status: 200, body: state.faults.list() };
    case 'POST /__faults':
      return replyTo(state.faults.add(body), `{"fault": "${faultNames.join(' | ')}", "count": 1 or more}`);
    case 'POST /__tokens': {
      const owner = parseTokenOwner(body);
      return replyTo(
        owner && { token: state.tokens.issue(owner) },
        '{"realmUserId", "roles": [], "workerSid"?, "expiresInSeconds"?}',
      );
    }
    case 'POST /__calls':
      return replyTo(
        await playDescribedCall(state, body),
        '{"taskEvents": "http://127.0.0.1:…", "recordingStatus": "http://127.0.0.1:…", "agentWorkerSid": "WK…"}',
      );
    case 'POST /__tasks':
      return replyTo(
        putTask(state, body),
        '{"sid": "WT…", "attributes": "{…}", "assignmentStatus"?, "reservations"?: []}',
      );
    case 'POST /__sinks':
      return replyTo(putSink(state.flex.sinks, body), '{"sid": "DG…", "destination": "http://127.0.0.1:…", "status"?}');
    case 'POST /__callbacks': {
      const order = parseCallbackOrder(body);
      return replyTo(
        order && (await sendCallback(state.account, order)),
        '{"url": "http://127.0.0.1:…#rc=5&rp=5xx,ct,rt", "fields": {"RecordingSid": "RE…"}}',
      );
    }
    default:
      return { status: 404, body: { message: 'Not Found' } };
  }
};

const replyTo = (result: object | undefined, expected: string): Reply =>
  result ? { status: 200, body: result } : { status: 400, body: { message: `Expected ${expected}` } };

/** Creates or replaces a task, as another program than this service does. Returns undefined for an invalid description. */
const putTask = ({ tasks, account, flex }: StubState, body: unknown): object | undefined => {
  const wanted = Object(body) as Record<string, unknown>;
  const { sid, attributes = '{}', assignmentStatus = 'assigned', reservations = [] } = wanted;
  if (typeof sid !== 'string' || !/^WT[0-9a-f]{32}$/.test(sid) || typeof attributes !== 'string') return undefined;
  if (!Array.isArray(reservations)) return undefined;
  const now = new Date();
  const before = tasks.get(sid);
  tasks.set(sid, {
    sid,
    accountSid: account.accountSid,
    workspaceSid: flex.workspaceSid,
    attributes,
    assignmentStatus: assignmentStatus as StubTask['assignmentStatus'],
    reservations: reservations.map(reservation => ({ ...reservation, createdAt: new Date(reservation.createdAt) })),
    createdAt: before?.createdAt ?? now,
    updatedAt: now,
    version: (before?.version ?? 0) + 1,
  });
  return { sid };
};

const parseTokenOwner = (body: unknown): TokenOwner | undefined => {
  const owner = (body ?? {}) as Record<string, unknown>;
  const { realmUserId, roles, workerSid, expiresInSeconds = DEFAULT_TOKEN_SECONDS } = owner;
  if (typeof realmUserId !== 'string' || !Array.isArray(roles) || typeof expiresInSeconds !== 'number')
    return undefined;
  return {
    realmUserId,
    roles: roles.map(String),
    ...(typeof workerSid === 'string' && { workerSid }),
    expiresAt: new Date(Date.now() + expiresInSeconds * 1_000),
  };
};
