import { recordingFields, taskEventFields } from './callback-fields.ts';

/** The part of one agent in a call: the reservation, the agent's own call, and the recording. */
export interface SimulatedLeg {
  /** `WR…`, `CA…`, `RE…` and `WK…`. */
  readonly reservationSid: string;
  readonly agentCallSid: string;
  readonly recordingSid: string;
  readonly agentWorkerSid: string;
  readonly agentName: string;
}

/** A call from a customer that an agent accepted, with the SIDs that Twilio assigned. */
export interface SimulatedCall extends SimulatedLeg {
  readonly accountSid: string;
  readonly workspaceSid: string;
  /** `WT…` and `CF…`. */
  readonly taskSid: string;
  readonly conferenceSid: string;
  readonly customerCallSid: string;
  readonly queueName: string;
  /** When the customer's call arrived. */
  readonly startedAt: Date;
  /** The time of one agent. */
  readonly durationSeconds: number;
  readonly channels: 1 | 2;
  /** What is recorded: the conference (Flex's own recording), the customer's call, or the call of each agent. */
  readonly recorded: 'conference' | 'customer' | 'agent';
  /** The agent to whom the call is transferred. Only with `recorded: 'agent'`. */
  readonly transferredTo?: SimulatedLeg;
}

/** One callback about a call. The task's attributes are added when it is sent. */
export interface CallCallback {
  readonly kind: 'task-events' | 'recording-status';
  /** A name for people, such as `reservation.accepted`. */
  readonly name: string;
  /** Members that are added to the task's attributes before the callback is sent. */
  readonly newAttributes?: Readonly<Record<string, unknown>>;
  readonly taskStatus?: 'pending' | 'assigned' | 'wrapping' | 'completed';
  /** The reservation that exists from then on, and its status, unless it has gone further. */
  readonly reservation?: {
    readonly leg: SimulatedLeg;
    readonly createdAt: Date;
    readonly status: 'accepted' | 'wrapping' | 'completed';
  };
  /** The recording that Twilio lists from then on. */
  readonly listed?: { readonly recordingSid: string; readonly callSid: string; readonly startedAt: Date };
  /** The fields of the form, without `TaskAttributes`. */
  readonly fields: Readonly<Record<string, string>>;
}

/** Duration of the wrap-up, seconds. */
const WRAP_UP_SECONDS = 20;
/** Seconds until the agent accepts. */
const RING_SECONDS = 5;

/**
 * Returns Twilio's callbacks about a call, in the order of the events: the task is created, the agent accepts it,
 * the recording begins, the call ends, the recording is complete, the agent wraps up, the task is completed. With a transfer,
 * the second agent accepts before the first one wraps up. They may be sent in another order; their times do not change.
 */
export const callCallbacks = (call: SimulatedCall): CallCallback[] => {
  const { startedAt, durationSeconds, customerCallSid, transferredTo } = call;
  const after = (seconds: number): Date => new Date(startedAt.getTime() + seconds * 1_000);
  const ended = RING_SECONDS + durationSeconds;
  const first = legCallbacks(call, call, startedAt);
  const second = transferredTo && legCallbacks(call, transferredTo, after(ended));
  const completed = after((second ? 2 * ended : ended) + WRAP_UP_SECONDS);
  const task = (name: string, at: Date, more: Partial<CallCallback> = {}): CallCallback => ({
    kind: 'task-events',
    name,
    fields: taskEventFields(call, name, at),
    ...more,
  });
  return [
    task('task.created', startedAt, {
      newAttributes: { call_sid: customerCallSid, direction: 'inbound', from: '+15005550006' },
      taskStatus: 'pending',
    }),
    ...first.begin,
    ...(second ? [...second.begin, ...first.end, first.complete, ...second.end] : first.end),
    task('task.updated', after((second ? 2 * ended : ended) + 1)),
    (second ?? first).complete,
    task('task.completed', completed, { taskStatus: 'completed' }),
  ];
};

/** The callbacks about the part of one agent, to whom the call is offered at `offeredAt`. */
const legCallbacks = (call: SimulatedCall, leg: SimulatedLeg, offeredAt: Date) => {
  const after = (seconds: number): Date => new Date(offeredAt.getTime() + seconds * 1_000);
  const accepted = after(RING_SECONDS);
  const ended = RING_SECONDS + call.durationSeconds;
  const conference = {
    sid: call.conferenceSid,
    participants: { customer: call.customerCallSid, worker: leg.agentCallSid },
  };
  const reservation = (status: 'accepted' | 'wrapping' | 'completed', name: string, at: Date): CallCallback => ({
    kind: 'task-events',
    name,
    fields: taskEventFields(call, name, at, leg),
    reservation: { leg, status, createdAt: offeredAt },
    ...(status !== 'completed' && { taskStatus: status === 'accepted' ? 'assigned' : 'wrapping' }),
    ...(status === 'accepted' && { newAttributes: { conference } }),
  });
  const recordedCall = call.recorded === 'agent' ? leg.agentCallSid : call.customerCallSid;
  const recording = (status: 'in-progress' | 'completed'): CallCallback => ({
    kind: 'recording-status',
    name: `recording ${status}`,
    fields: recordingFields(call, leg.recordingSid, recordedCall, { status, startedAt: accepted }),
    // The recording begins after the agent accepted, also if the callback about that is sent later.
    reservation: { leg, status: 'accepted', createdAt: offeredAt },
    ...(status === 'completed' && {
      listed: { recordingSid: leg.recordingSid, callSid: recordedCall, startedAt: accepted },
    }),
  });
  return {
    begin: [reservation('accepted', 'reservation.accepted', accepted), recording('in-progress')],
    end: [reservation('wrapping', 'reservation.wrapup', after(ended)), recording('completed')],
    complete: reservation('completed', 'reservation.completed', after(ended + WRAP_UP_SECONDS)),
  };
};
