import { type Failure, fail } from '../shared/failure.ts';
import { parseRecordingSid, type RecordingSid } from '../shared/recording-sid.ts';
import { ok, type Result } from '../shared/result.ts';
import type { CatalogUpdate } from './catalog-update.ts';
import type { CallbackFields } from './recording-callback.ts';
import type { TaskReport } from './task-report.ts';

/** Only these say that the worker really took the task; one who was offered it and declined heard nothing. */
const HANDLED = new Set(['reservation.accepted', 'reservation.wrapup', 'reservation.completed']);
const WORKER_SID = /^WK[0-9a-f]{32}$/;
const TASK_SID = /^WT[0-9a-f]{32}$/;
/** Both of Twilio's spellings in a `url_provider`. */
const RECORDING_IN_URL = /[?&](?:recording_sid|recording)=(RE[0-9a-f]{32})(?=[&#]|$)/;
/** No task has more; a longer list is not worth as many writes. */
const MAX_RECORDINGS = 20;
const MAX_NAME_CHARS = 256;

/**
 * What a TaskRouter event reports about each recording that the task's attributes name: which task it is, who handled
 * the call (only once accepted) with the worker's team, and the queue. To name a recording is to report about it, even
 * with none of these: it may be the first to do so. A reservation's own media come before the task's. Empty: it names
 * none. Sources: Twilio, "TaskRouter Events Reference", "Custom Media attached to Conversations".
 * Fails with `callback_malformed` when attributes are not JSON.
 */
export const taskEventUpdates = (fields: CallbackFields, receivedAt: Date): Result<CatalogUpdate[], Failure> => {
  const task = jsonObject(fields.get('TaskAttributes'));
  if (!task) return fail('callback_malformed', 'task_attributes_malformed');
  const worker = jsonObject(fields.get('WorkerAttributes'));
  if (!worker) return fail('callback_malformed', 'worker_attributes_malformed');

  const taskReport = reportFrom(fields, worker, receivedAt);
  const recordings = recordingsNamed(task, fields.get('ReservationSid'));
  return ok(recordings.map(recordingSid => ({ recordingSid, taskReport })));
};

const reportFrom = (fields: CallbackFields, worker: Json, receivedAt: Date): TaskReport => {
  const taskSid = fields.get('TaskSid') ?? '';
  const workerSid = fields.get('WorkerSid') ?? '';
  const isHandled = HANDLED.has(fields.get('EventType') ?? '') && WORKER_SID.test(workerSid);
  const queue = name(fields.get('TaskQueueName')) ?? name(fields.get('TaskQueueSid'));
  const team = isHandled ? (name(worker['team_name']) ?? name(worker['team_id'])) : undefined;
  return {
    at: eventTime(fields) ?? receivedAt,
    ...(TASK_SID.test(taskSid) && { taskSid }),
    ...(isHandled && { agentWorkerSid: workerSid }),
    ...(queue && { queue }),
    ...(team && { team }),
  };
};

/** The recordings of the reservation, or of the whole task when the event belongs to none or it has none of its own. */
const recordingsNamed = (task: Json, reservationSid: string | undefined): RecordingSid[] => {
  const conversations = object(task['conversations']);
  const reservations = {
    ...object(conversations['reservation_attributes']),
    ...object(task['reservation_attributes']),
  };
  const mediaOf = (sid: string) => recordingsIn(object(reservations[sid])['media']);
  const own = reservationSid === undefined ? Object.keys(reservations).flatMap(mediaOf) : mediaOf(reservationSid);
  const found =
    reservationSid !== undefined && own.length > 0 ? own : [...own, ...recordingsIn(conversations['media'])];
  return [...new Set(found)].slice(0, MAX_RECORDINGS);
};

const recordingsIn = (media: unknown): RecordingSid[] =>
  (Array.isArray(media) ? media : []).flatMap(item => {
    const url = object(item)['url_provider'];
    const sid = parseRecordingSid((typeof url === 'string' && RECORDING_IN_URL.exec(url)?.[1]) || '');
    return sid ? [sid] : [];
  });

type Json = Readonly<Record<string, unknown>>;

const object = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};

/** Absent is empty; undefined is not JSON. */
const jsonObject = (text: string | undefined): Json | undefined => {
  if (text === undefined || text === '') return {};
  try {
    return object(JSON.parse(text));
  } catch {
    return undefined;
  }
};

const name = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value.slice(0, MAX_NAME_CHARS) : undefined;

/** `TimestampMs` is epoch milliseconds, `Timestamp` epoch seconds. */
const eventTime = (fields: CallbackFields): Date | undefined => {
  const [ms, seconds] = [fields.get('TimestampMs'), fields.get('Timestamp')];
  if (ms !== undefined && /^\d{13}$/.test(ms)) return new Date(Number(ms));
  return seconds !== undefined && /^\d{10}$/.test(seconds) ? new Date(Number(seconds) * 1_000) : undefined;
};
