/** A call from a customer that an agent accepted, with the SIDs that Twilio assigned. */
export interface SimulatedCall {
  readonly accountSid: string;
  readonly workspaceSid: string;
  /** `WT…`, `WR…`, `CF…` and `RE…`. */
  readonly taskSid: string;
  readonly reservationSid: string;
  readonly conferenceSid: string;
  readonly recordingSid: string;
  /** The two legs: the customer's call and the agent's call. */
  readonly customerCallSid: string;
  readonly agentCallSid: string;
  /** `WK…`. */
  readonly agentWorkerSid: string;
  readonly agentName: string;
  readonly queueName: string;
  /** When the customer's call arrived. */
  readonly startedAt: Date;
  readonly durationSeconds: number;
  readonly channels: 1 | 2;
  /** What is recorded: the conference (Flex's own recording), or one of the two calls. */
  readonly recorded: 'conference' | 'customer' | 'agent';
}

/** One callback about a call. The task's attributes are added when it is sent. */
export interface CallCallback {
  readonly kind: 'task-events' | 'recording-status';
  /** A name for people, such as `reservation.accepted`. */
  readonly name: string;
  /** Members that are added to the task's attributes before the callback is sent. */
  readonly newAttributes?: Readonly<Record<string, unknown>>;
  readonly taskStatus?: 'pending' | 'assigned' | 'wrapping' | 'completed';
  /** The fields of the form, without `TaskAttributes`. */
  readonly fields: Readonly<Record<string, string>>;
}

/** Duration of the wrap-up, seconds. */
const WRAP_UP_SECONDS = 20;
/** Seconds until the agent accepts. */
const RING_SECONDS = 5;

/**
 * Returns Twilio's callbacks about a call, in the order of the events: the task is created, the agent accepts it,
 * the recording begins, the call ends, the recording is complete, the agent wraps up, the task is completed. They may
 * be sent in another order; their times do not change.
 */
export const callCallbacks = (call: SimulatedCall): CallCallback[] => {
  const { startedAt, durationSeconds, conferenceSid, customerCallSid, agentCallSid } = call;
  const after = (seconds: number): Date => new Date(startedAt.getTime() + seconds * 1_000);
  const accepted = after(RING_SECONDS);
  const ended = after(RING_SECONDS + durationSeconds);
  const completed = after(RING_SECONDS + durationSeconds + WRAP_UP_SECONDS);
  const task = (name: string, at: Date, more: Partial<CallCallback> = {}): CallCallback => ({
    kind: 'task-events',
    name,
    fields: taskEventFields(call, name, at),
    ...more,
  });
  const recording = (status: 'in-progress' | 'completed'): CallCallback => ({
    kind: 'recording-status',
    name: `recording ${status}`,
    fields: recordingFields(call, status, accepted),
  });
  const conference = { sid: conferenceSid, participants: { customer: customerCallSid, worker: agentCallSid } };
  return [
    task('task.created', startedAt, {
      newAttributes: { call_sid: customerCallSid, direction: 'inbound', from: '+15005550006' },
      taskStatus: 'pending',
    }),
    task('reservation.accepted', accepted, { newAttributes: { conference }, taskStatus: 'assigned' }),
    recording('in-progress'),
    task('reservation.wrapup', ended, { taskStatus: 'wrapping' }),
    recording('completed'),
    task('task.updated', after(RING_SECONDS + durationSeconds + 1)),
    task('reservation.completed', completed),
    task('task.completed', completed, { taskStatus: 'completed' }),
  ];
};

const taskEventFields = (call: SimulatedCall, name: string, at: Date): Record<string, string> => {
  const seconds = (date: Date): string => String(Math.floor(date.getTime() / 1_000));
  const sid = (prefix: string): string => prefix + '7'.repeat(32);
  return {
    AccountSid: call.accountSid,
    EventType: name,
    ResourceSid: name.startsWith('task') ? call.taskSid : call.reservationSid,
    ResourceType: name.startsWith('task') ? 'task' : 'reservation',
    TaskAge: String(Math.floor((at.getTime() - call.startedAt.getTime()) / 1_000)),
    TaskChannelSid: sid('TC'),
    TaskChannelUniqueName: 'voice',
    TaskDateCreated: seconds(call.startedAt),
    TaskPriority: '0',
    TaskQueueName: call.queueName,
    TaskQueueSid: sid('WQ'),
    TaskSid: call.taskSid,
    Timestamp: seconds(at),
    TimestampMs: String(at.getTime()),
    WorkflowName: 'Assign to Anyone',
    WorkflowSid: sid('WW'),
    WorkspaceName: 'Flex Task Assignment',
    WorkspaceSid: call.workspaceSid,
    ...(name.startsWith('reservation') && {
      ReservationSid: call.reservationSid,
      WorkerAttributes: JSON.stringify({ full_name: call.agentName }),
      WorkerName: call.agentName,
      WorkerSid: call.agentWorkerSid,
    }),
  };
};

/** The fields of a recordingStatusCallback. Only a recording of a conference names the conference. */
const recordingFields = (
  call: SimulatedCall,
  status: 'in-progress' | 'completed',
  startedAt: Date,
): Record<string, string> => {
  const isConference = call.recorded === 'conference';
  return {
    AccountSid: call.accountSid,
    ...(isConference
      ? { ConferenceSid: call.conferenceSid }
      : { CallSid: call.recorded === 'agent' ? call.agentCallSid : call.customerCallSid }),
    ErrorCode: '0',
    RecordingChannels: String(call.channels),
    ...(status === 'completed' && { RecordingDuration: String(call.durationSeconds) }),
    RecordingSid: call.recordingSid,
    RecordingSource: isConference ? 'Conference' : 'StartCallRecordingAPI',
    RecordingStartTime: startedAt.toUTCString().replace('GMT', '+0000'),
    RecordingStatus: status,
  };
};
