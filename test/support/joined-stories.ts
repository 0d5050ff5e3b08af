import type { CatalogUpdate } from '../../lambda/domain/catalog/catalog-update.ts';
import { callback, newSid, taskMessage, worker } from './catalog-story.ts';

/** SIDs of one call, unlike those of any other. */
export const newCall = () => {
  const recording = newSid();
  const digits = recording.slice(2);
  return {
    recording,
    conference: `CF${digits}`,
    call: `CA${digits}`,
    task: `WT${digits}`,
    other: `WT9${digits.slice(1)}`,
  };
};
export type JoinedCall = ReturnType<typeof newCall>;

const START = 'Tue, 24 Nov 2026 02:50:00 +0000';
export const recorded = (call: JoinedCall, fields: Record<string, string> = {}) =>
  callback(call.recording, { RecordingStatus: 'completed', RecordingStartTime: START, ...fields });
export const inConference = ({ conference }: JoinedCall) => ({ conference: { sid: conference } });
const RESERVATION = `WR${'1'.repeat(32)}`;
const ownMedia = ({ recording }: JoinedCall) => ({
  media: [{ url_provider: `https://api.example.com/sec_rec?recording_sid=${recording}` }],
});
export const segmentLink = ({ recording }: JoinedCall) => ({
  conversations: { segment_link: `https://api.twilio.com/2010-04-01/Accounts/AC1/Recordings/${recording}` },
});
export const accepted = (
  call: JoinedCall,
  second: number,
  agent: string,
  attributes: object = {},
  TaskSid = call.task,
) => taskMessage(second, attributes, { TaskSid, WorkerSid: worker(agent) });
export const updated = (call: JoinedCall, second: number, attributes: object, TaskSid = call.task) =>
  taskMessage(second, attributes, { EventType: 'task.updated', TaskSid });

/** Messages about a call, and the agent and task that they come to in any order. */
export const STORIES: readonly [
  string,
  (call: JoinedCall) => CatalogUpdate[],
  agent: string | undefined,
  task: keyof JoinedCall | undefined,
][] = [
  [
    'a recording that is named after the task is complete',
    call => [recorded(call), accepted(call, 5, 'a'), updated(call, 90, segmentLink(call))],
    'a',
    'task',
  ],
  [
    'a conference that joins task and recording without any SID in the attributes',
    call => [
      recorded(call, { ConferenceSid: call.conference }),
      accepted(call, 5, 'a'),
      updated(call, 6, inConference(call)),
      taskMessage(60, {}, { EventType: 'reservation.completed', TaskSid: call.task, WorkerSid: worker('b') }),
    ],
    'b',
    'task',
  ],
  [
    'a call whose SID is in the attributes',
    call => [recorded(call, { CallSid: call.call }), accepted(call, 5, 'a', { call_sid: call.call })],
    'a',
    'task',
  ],
  [
    'somebody who writes the conference of a colleague into an own, older task',
    call => [
      recorded(call, { ConferenceSid: call.conference }),
      accepted(call, 5, 'a', inConference(call)),
      accepted(call, 1, 'e', {}, call.other),
      updated(call, 30, inConference(call), call.other),
    ],
    'a',
    'task',
  ],
  [
    'somebody who names the recording itself, when the task has named the conference before',
    call => [
      recorded(call, { ConferenceSid: call.conference }),
      updated(call, 4, inConference(call)),
      accepted(call, 40, 'e', segmentLink(call), call.other),
      accepted(call, 5, 'a'),
    ],
    'a',
    'task',
  ],
  [
    'a transfer, and somebody else, in six messages',
    call => [
      recorded(call, { ConferenceSid: call.conference, CallSid: call.call }),
      accepted(call, 5, 'a'),
      updated(call, 6, { ...inConference(call), call_sid: call.call }),
      accepted(call, 50, 'b'),
      updated(call, 90, segmentLink(call)),
      accepted(call, 20, 'e', { ...inConference(call), ...segmentLink(call) }, call.other),
    ],
    'b',
    'task',
  ],
  [
    'a transfer, when the recording is in the media of the first reservation',
    call => [
      recorded(call, { CallSid: call.call }),
      accepted(call, 5, 'a', { call_sid: call.call }),
      accepted(call, 50, 'b', { call_sid: call.call }),
      taskMessage(
        60,
        { call_sid: call.call, reservation_attributes: { [RESERVATION]: ownMedia(call) } },
        { EventType: 'reservation.wrapup', ReservationSid: RESERVATION, TaskSid: call.task, WorkerSid: worker('a') },
      ),
      taskMessage(90, {}, { EventType: 'reservation.completed', TaskSid: call.task, WorkerSid: worker('b') }),
    ],
    'a',
    'task',
  ],
  [
    'a task that was created too late',
    call => [
      recorded(call, { ConferenceSid: call.conference }),
      taskMessage(900, inConference(call), { TaskSid: call.other, WorkerSid: worker('e') }, 500),
    ],
    undefined,
    undefined,
  ],
  [
    'a task that names neither',
    call => [recorded(call, { ConferenceSid: call.conference }), accepted(call, 5, 'a')],
    undefined,
    undefined,
  ],
];
