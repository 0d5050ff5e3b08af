import { type Failure, fail } from '../shared/failure.ts';
import { parseJson } from '../shared/json-text.ts';
import { parseRecordingSid, type RecordingSid } from '../shared/recording-sid.ts';
import { ok, type Result } from '../shared/result.ts';
import type { CatalogUpdate } from './catalog-update.ts';
import type { CallbackFields } from './recording-callback.ts';
import { beginning, certainValues, exactly } from './signed-fields.ts';
import type { TaskReport } from './task-report.ts';

/** Only these events say that the worker accepted the task. A worker who declined it did not handle the call. */
export const HANDLED_EVENTS = new Set(['reservation.accepted', 'reservation.wrapup', 'reservation.completed']);
/** The fields that every event about a task has. */
const REQUIRED = {
  EventType: exactly('[a-z][a-z.-]*'),
  /** Seconds. */
  TaskAge: exactly('\\d{1,9}'),
  TaskAttributes: beginning('\\s*\\{'),
  // No fact is read from it. It separates the queue from free text, such as a cancel reason, that is signed before it.
  TaskPriority: exactly('\\d{1,10}'),
  TaskSid: exactly('WT[0-9a-f]{32}'),
  /** Epoch seconds. */
  Timestamp: exactly('\\d{10}'),
  /** Epoch milliseconds. */
  TimestampMs: exactly('\\d{13}'),
};
const QUEUE = { TaskQueueName: beginning(''), TaskQueueSid: exactly('WQ[0-9a-f]{32}') };
const RESERVATION = { ReservationSid: exactly('WR[0-9a-f]{32}') };
const WORKER = { WorkerSid: exactly('WK[0-9a-f]{32}') };
/** Twilio sends an event immediately, and repeats it within 15 seconds; the rest allows for a slow network. */
const MAX_EVENT_AGE_MS = 5 * 60_000;
/** Allows for a difference between the clocks. */
const MAX_EVENT_AHEAD_MS = 60_000;
/** Both of Twilio's parameter names in a `url_provider`. */
const RECORDING_IN_URL = /[?&](?:recording_sid|recording)=(RE[0-9a-f]{32})(?=[&#]|$)/;
/** No genuine task has more. Limits the writes that one event causes. */
const MAX_RECORDINGS = 20;
const MAX_NAME_CHARS = 256;

/**
 * Returns a task report for each recording that the task's attributes name: the task and when it was created, who handled
 * the call (only after the worker accepted it), and the queue. An event without agent and queue still results in a report,
 * because the first task to name a recording counts. A reservation's own media take precedence over the task's. Returns an
 * empty list if the attributes name no recording.
 * Sources: Twilio, "TaskRouter Events Reference", "Custom Media attached to Conversations".
 *
 * Fails with `callback_malformed` if the attributes are not JSON, if a fact is missing or malformed, if the signed text
 * allows another value of a fact, or if the event did not happen within minutes of `receivedAt`.
 */
export const taskEventUpdates = (fields: CallbackFields, receivedAt: Date): Result<CatalogUpdate[], Failure> => {
  const task = taskAttributes(fields.get('TaskAttributes'));
  if (!task) return fail('callback_malformed', 'task_attributes_malformed');
  if (recordingsNamed(task, undefined).length === 0) return ok([]);

  const eventType = fields.get('EventType') ?? '';
  const isReservation = eventType.startsWith('reservation.');
  const isHandled = HANDLED_EVENTS.has(eventType);
  const certain = certainValues(fields, REQUIRED, {
    ...QUEUE,
    ...(isReservation && RESERVATION),
    ...(isHandled && WORKER),
  });
  if (!certain.ok) return certain;
  const { ReservationSid: reservationSid, WorkerSid: agentWorkerSid, TaskSid: taskSid, TaskAge } = certain.value;
  if (isReservation && !reservationSid) return fail('callback_malformed', 'reservation_sid_malformed');
  if (isHandled && !agentWorkerSid) return fail('callback_malformed', 'worker_sid_malformed');
  const at = eventTime(certain.value, receivedAt);
  if (!at.ok) return at;
  const queue = queueOf(certain.value, fields);
  if (!queue.ok) return queue;

  const taskReport: TaskReport = {
    at: at.value,
    taskSid,
    taskCreatedAt: new Date(at.value.getTime() - Number(TaskAge) * 1_000),
    ...(agentWorkerSid && { agentWorkerSid }),
    ...(queue.value && { queue: queue.value }),
  };
  return ok(recordingsNamed(task, reservationSid).map(recordingSid => ({ recordingSid, taskReport })));
};

/** Returns the time of the event. Fails unless its two times agree and it has just happened. */
const eventTime = (
  { Timestamp, TimestampMs }: { readonly Timestamp: string; readonly TimestampMs: string },
  receivedAt: Date,
): Result<Date, Failure> => {
  const ms = Number(TimestampMs);
  // Twilio does not document whether it rounds.
  if (Math.abs(ms - Number(Timestamp) * 1_000) >= 1_000) return fail('callback_malformed', 'timestamps_differ');
  const ageMs = receivedAt.getTime() - ms;
  if (ageMs > MAX_EVENT_AGE_MS) return fail('callback_malformed', 'event_too_old');
  return ageMs < -MAX_EVENT_AHEAD_MS ? fail('callback_malformed', 'event_ahead_of_time') : ok(new Date(ms));
};

/**
 * Returns the queue's name, or its SID if it has no name, or nothing without a SID. The name is free text: it ends where
 * the queue's SID begins, so no field may be signed between them.
 */
const queueOf = (
  { TaskQueueName, TaskQueueSid }: { readonly TaskQueueName?: string; readonly TaskQueueSid?: string },
  fields: CallbackFields,
): Result<string | undefined, Failure> => {
  if (!TaskQueueName || !TaskQueueSid) return ok(TaskQueueSid);
  const between = [...fields.keys()].some(name => name > 'TaskQueueName' && name < 'TaskQueueSid');
  return between ? fail('callback_malformed', 'task_queue_name_ambiguous') : ok(TaskQueueName.slice(0, MAX_NAME_CHARS));
};

/** Returns the recordings of the reservation; those of the whole task if there is no reservation or it names none. */
export const recordingsNamed = (task: Json, reservationSid: string | undefined): RecordingSid[] => {
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

/** The members of a JSON object. Empty for absent text and for other JSON; undefined for text that is not JSON. */
export const taskAttributes = (text: string | undefined): Json | undefined => {
  if (text === undefined || text === '') return {};
  const value = parseJson(text);
  return value === undefined ? undefined : object(value);
};
