import type { SimulatedCall, SimulatedLeg } from './call-callbacks.ts';

/** The fields of a TaskRouter event. `leg`: the agent whose reservation the event is about. */
export const taskEventFields = (
  call: SimulatedCall,
  name: string,
  at: Date,
  leg?: SimulatedLeg,
): Record<string, string> => {
  const seconds = (date: Date): string => String(Math.floor(date.getTime() / 1_000));
  const sid = (prefix: string): string => prefix + '7'.repeat(32);
  return {
    AccountSid: call.accountSid,
    EventType: name,
    ResourceSid: leg?.reservationSid ?? call.taskSid,
    ResourceType: leg ? 'reservation' : 'task',
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
    ...(leg && {
      ReservationSid: leg.reservationSid,
      WorkerAttributes: JSON.stringify({ full_name: leg.agentName }),
      WorkerName: leg.agentName,
      WorkerSid: leg.agentWorkerSid,
    }),
  };
};

/** The fields of a recordingStatusCallback. Only a recording of a conference names the conference. */
export const recordingFields = (
  call: SimulatedCall,
  recordingSid: string,
  callSid: string,
  { status, startedAt }: { readonly status: 'in-progress' | 'completed'; readonly startedAt: Date },
): Record<string, string> => {
  const isConference = call.recorded === 'conference';
  return {
    AccountSid: call.accountSid,
    ...(isConference ? { ConferenceSid: call.conferenceSid } : { CallSid: callSid }),
    ErrorCode: '0',
    RecordingChannels: String(call.channels),
    ...(status === 'completed' && { RecordingDuration: String(call.durationSeconds) }),
    RecordingSid: recordingSid,
    RecordingSource: isConference ? 'Conference' : 'StartCallRecordingAPI',
    RecordingStartTime: startedAt.toUTCString().replace('GMT', '+0000'),
    RecordingStatus: status,
  };
};
