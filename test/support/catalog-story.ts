import type { CatalogUpdate, RecordingUpdate } from '../../lambda/domain/catalog/catalog-update.ts';
import { recordingCallbackUpdate, recordingResourceUpdate } from '../../lambda/domain/catalog/recording-callback.ts';
import { taskEventUpdates } from '../../lambda/domain/catalog/task-event.ts';
import type { RecordingSid } from '../../lambda/domain/shared/recording-sid.ts';
import { attributesNaming, taskEvent as completeEvent } from './task-event.ts';

let count = 0;
export const newSid = () => `RE${String(++count).padStart(32, '0')}` as RecordingSid;

export const ACCOUNT = `AC${'1'.repeat(32)}`;
export const worker = (digit: string) => `WK${digit.repeat(32)}`;
/** The task of a recording, and that of somebody else. Each recording has its own: what a task names is joined. */
export const taskOf = (sid: string, whose: '5' | 'e' = '5') => `WT${whose}${sid.slice(3)}`;
export const callOf = (sid: string) => `CA${sid.slice(2)}`;

export const callback = (sid: string, fields: Record<string, string>): RecordingUpdate => {
  const update = recordingCallbackUpdate(
    new Map(Object.entries({ RecordingSid: sid, AccountSid: ACCOUNT, ...fields })),
  );
  if (!update.ok) throw new Error(update.error.reason);
  return update.value;
};
const AT = new Date('2026-11-24T02:50:00Z');
/** A task event that names the recording, this number of seconds after the recording began. */
export const taskEvent = (
  sid: string,
  second: number,
  fields: Readonly<Record<string, string | undefined>>,
  ageSeconds = 60,
): CatalogUpdate => taskMessage(second, attributesNaming(sid), { TaskSid: taskOf(sid), ...fields }, ageSeconds);

/** A task event with these attributes. */
export const taskMessage = (
  second: number,
  attributes: object,
  fields: Readonly<Record<string, string | undefined>>,
  ageSeconds = 60,
): CatalogUpdate => {
  const at = new Date(AT.getTime() + second * 1_000);
  const TaskAttributes = JSON.stringify(attributes);
  const event = completeEvent({ at, ageSeconds }, { TaskAttributes, ...fields });
  const updates = taskEventUpdates(new Map(Object.entries(event)), at);
  const update = updates.ok && updates.value[0];
  if (!update) throw new Error('the event has no update');
  return update;
};
export const resource = (sid: string, fields: Record<string, unknown>): CatalogUpdate => {
  const update = recordingResourceUpdate({ sid, account_sid: ACCOUNT, ...fields });
  if (!update.ok) throw new Error(update.error.reason);
  return update.value;
};

/**
 * All messages about a call that two agents handle, with Twilio's repetitions and the backfill, and a message of somebody who
 * names the recording in a task of their own.
 */
export const storyOf = (sid: string): CatalogUpdate[] => [
  callback(sid, { RecordingStatus: 'in-progress', CallSid: callOf(sid), RecordingChannels: '2' }),
  callback(sid, {
    RecordingStatus: 'completed',
    RecordingDuration: '13',
    RecordingStartTime: 'Tue, 24 Nov 2026 02:50:00 +0000',
    EncryptionDetails: '{"public_key_sid":"CR1","encrypted_cek":"a","iv":"b"}',
  }),
  taskEvent(sid, 0, { EventType: 'task.updated', TaskQueueName: 'Entry' }),
  taskEvent(sid, 1, { WorkerSid: worker('a'), TaskQueueName: 'Billing' }),
  // Adds nothing to the previous event and the next one.
  taskEvent(sid, 2, { EventType: 'task.updated', TaskQueueSid: undefined }),
  taskEvent(sid, 9, { EventType: 'reservation.completed', WorkerSid: worker('b'), TaskQueueSid: undefined }),
  taskEvent(sid, 5, {
    EventType: 'reservation.wrapup',
    TaskSid: taskOf(sid, 'e'),
    WorkerSid: worker('e'),
    TaskQueueName: 'Mine',
  }),
  // At the same time as the transfer: the greater text takes precedence.
  taskEvent(sid, 9, { EventType: 'reservation.completed', WorkerSid: worker('c'), TaskQueueSid: undefined }),
  resource(sid, { status: 'processing', duration: '0' }),
  resource(sid, { status: 'completed', duration: '12', channels: 2 }),
  callback(sid, { RecordingStatus: 'absent', RecordingDuration: '0' }),
  callback(sid, { RecordingStatus: 'failed' }),
  callback(sid, { EncryptionDetails: '{"iv":' }),
  callback(sid, { EncryptionDetails: 'null' }),
];
/** The item after all messages of the story. */
export const outcomeOf = (sid: string) => ({
  account_sid: ACCOUNT,
  call_sid: callOf(sid),
  channels: 2,
  started_at: '2026-11-24T02:50:00.000Z',
  status: 'completed',
  duration_seconds: 13,
  encryption: { public_key_sid: 'CR1', encrypted_cek: 'a', iv: 'b' },
  encryption_raw: new Set(['{"iv":', 'null']),
  task_reports: new Set([
    `{"at":"2026-11-24T02:50:00.000Z","task":"${taskOf(sid)}","created":"2026-11-24T02:49:00.000Z","queue":"Entry"}`,
    `{"at":"2026-11-24T02:50:01.000Z","task":"${taskOf(sid)}","created":"2026-11-24T02:49:01.000Z","agent":"${worker('a')}","queue":"Billing"}`,
    `{"at":"2026-11-24T02:50:09.000Z","task":"${taskOf(sid)}","created":"2026-11-24T02:49:09.000Z","agent":"${worker('c')}"}`,
    `{"at":"2026-11-24T02:50:05.000Z","task":"${taskOf(sid, 'e')}","created":"2026-11-24T02:49:05.000Z","agent":"${worker('e')}","queue":"Mine"}`,
  ]),
  task_sid: taskOf(sid),
  handled_by: worker('c'),
});
