import { randomBytes } from 'node:crypto';
import { parseCallbackOrder, sendCallback } from '../callbacks.ts';
import type { StubReservation } from '../taskrouter/reservation-resource.ts';
import type { StubState } from '../twilio-api.ts';
import { type CallCallback, callCallbacks, type SimulatedCall } from './call-callbacks.ts';

/** The callback URLs to which a call is reported. */
export interface CallAddresses {
  readonly taskEvents: string;
  readonly recordingStatus: string;
}

/** The result of one callback of a call. */
export interface CallStep {
  readonly name: string;
  /** HTTP status of the last answer; null when there was none. */
  readonly status: number | null;
}

/** Whom to tell that a call has begun, and when to stop sending its callbacks. */
export interface CallProgress {
  readonly stop?: AbortSignal;
  readonly onBegun?: (call: SimulatedCall) => void;
}

/**
 * Simulates Twilio for one call: changes the task's attributes as Flex does, and sends each callback, signed, with the
 * task's current attributes. Adds the recording to the account's recordings when it is complete.
 * @param order indexes into `callCallbacks`, in the order in which they are sent; default: the order of the events
 */
export const playCall = async (
  state: StubState,
  call: SimulatedCall,
  addresses: CallAddresses,
  order?: readonly number[],
  { stop, onBegun }: CallProgress = {},
): Promise<CallStep[]> => {
  onBegun?.(call);
  const callbacks = callCallbacks(call);
  const steps: CallStep[] = [];
  for (const index of order ?? callbacks.keys()) {
    const callback = callbacks[index];
    if (callback && !stop?.aborted) steps.push(await playCallback(state, call, addresses, callback));
  }
  return steps;
};

const playCallback = async (
  state: StubState,
  call: SimulatedCall,
  addresses: CallAddresses,
  callback: CallCallback,
): Promise<CallStep> => {
  const { kind, name, fields, listed } = callback;
  const attributes = changeTask(state, call, callback);
  const isTask = kind === 'task-events';
  const order = parseCallbackOrder({
    url: isTask ? addresses.taskEvents : addresses.recordingStatus,
    fields: isTask ? { ...fields, TaskAttributes: attributes } : fields,
  });
  if (isTask) listTaskEvent(state, { ...fields, TaskAttributes: attributes });
  if (!order) throw new Error('The callback URLs of a simulated call must be on this machine');
  if (listed) listRecording(state, call, listed);
  const { status } = await sendCallback(state.account, order);
  return { name, status };
};

/** The Events resource names the facts of a callback in its own spelling: `task_sid` for `TaskSid`. */
const listTaskEvent = (state: StubState, fields: Readonly<Record<string, string>>): void => {
  const data = Object.entries(fields).map(([name, value]) => [
    name.replace(/(?<!^)[A-Z]/g, letter => `_${letter}`).toLowerCase(),
    value,
  ]);
  const event = {
    sid: `EV${randomBytes(16).toString('hex')}`,
    type: fields['EventType'] ?? '',
    at: new Date(Number(fields['TimestampMs'])),
    data: Object.fromEntries(data),
  };
  state.taskEvents = [...state.taskEvents, event];
};

const listRecording = (
  state: StubState,
  { durationSeconds, channels }: SimulatedCall,
  { recordingSid: sid, callSid, startedAt }: NonNullable<CallCallback['listed']>,
): void => {
  if (state.recordings.some(recording => recording.sid === sid)) return;
  state.recordings = [...state.recordings, { sid, callSid, startedAt, durationSeconds, channels }];
};

/** In the order in which a reservation has them. */
const STATUSES: readonly StubReservation['status'][] = ['accepted', 'wrapping', 'completed'];

const changedReservations = (
  before: readonly StubReservation[],
  changed: CallCallback['reservation'],
): readonly StubReservation[] => {
  if (!changed) return before;
  const { leg, status, createdAt } = changed;
  const { reservationSid: sid, agentWorkerSid: workerSid, agentName: workerName } = leg;
  const known = before.find(reservation => reservation.sid === sid);
  if (known && STATUSES.indexOf(known.status) >= STATUSES.indexOf(status)) return before;
  return [...before.filter(reservation => reservation.sid !== sid), { sid, workerSid, workerName, status, createdAt }];
};

/** Adds members to the task's attributes as Flex does; existing members stay. Returns the attributes. */
const changeTask = (
  { tasks, account, flex }: StubState,
  { taskSid, startedAt }: SimulatedCall,
  { newAttributes, taskStatus: status, reservation }: CallCallback,
): string => {
  const before = tasks.get(taskSid);
  const attributes = JSON.stringify({ ...JSON.parse(before?.attributes ?? '{}'), ...newAttributes });
  tasks.set(taskSid, {
    sid: taskSid,
    accountSid: account.accountSid,
    workspaceSid: flex.workspaceSid,
    attributes,
    assignmentStatus: status ?? before?.assignmentStatus ?? 'pending',
    reservations: changedReservations(before?.reservations ?? [], reservation),
    createdAt: startedAt,
    updatedAt: new Date(),
    version: (before?.version ?? 0) + 1,
  });
  return attributes;
};
