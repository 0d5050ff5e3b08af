import { type Failure, fail } from '../shared/failure.ts';
import { parseJson } from '../shared/json-text.ts';
import { parseRecordingSid, type RecordingSid } from '../shared/recording-sid.ts';
import { ok, type Result } from '../shared/result.ts';
import type { CatalogUpdate } from './catalog-update.ts';
import type { CallbackFields } from './recording-callback.ts';
import { beginning, certainValues, exactly } from './signed-fields.ts';
import type { TaskReport } from './task-report.ts';

/** Only these say that the worker really took the task; one who was offered it and declined heard nothing. */
const HANDLED = new Set(['reservation.accepted', 'reservation.wrapup', 'reservation.completed']);
/** In every event about a task. */
const REQUIRED = {
  EventType: exactly('[a-z][a-z.-]*'),
  /** Seconds. */
  TaskAge: exactly('\\d{1,9}'),
  TaskAttributes: beginning('\\s*\\{'),
  // No fact is read from it. It keeps the queue apart from the reasons that people give, which are signed before it.
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
/** Twilio sends an event at once, and again within 15 seconds; the rest is for a slow network. */
const MAX_EVENT_AGE_MS = 5 * 60_000;
/** Clocks differ. */
const MAX_EVENT_AHEAD_MS = 60_000;
/** Both of Twilio's spellings in a `url_provider`. */
const RECORDING_IN_URL = /[?&](?:recording_sid|recording)=(RE[0-9a-f]{32})(?=[&#]|$)/;
/** No task has more; a longer list is not worth as many writes. */
const MAX_RECORDINGS = 20;
const MAX_NAME_CHARS = 256;

/**
 * What a TaskRouter event reports about each recording that the task's attributes name: which task it is and when it was
 * created, who handled the call (only once accepted), and the queue. To name a recording is to report about it, even with
 * none of these: it may be the first to do so. A reservation's own media come before the task's. Empty: it names none.
 * Sources: Twilio, "TaskRouter Events Reference", "Custom Media attached to Conversations".
 *
 * Fails with `callback_malformed` when attributes are not JSON, when a fact is missing, malformed or could be cut from the
 * signed text in another way, or when the event did not happen within minutes of `receivedAt`.
 */
export const taskEventUpdates = (fields: CallbackFields, receivedAt: Date): Result<CatalogUpdate[], Failure> => {
  const task = jsonObject(fields.get('TaskAttributes'));
  if (!task) return fail('callback_malformed', 'task_attributes_malformed');
  if (recordingsNamed(task, undefined).length === 0) return ok([]);

  const eventType = fields.get('EventType') ?? '';
  const isReservation = eventType.startsWith('reservation.');
  const isHandled = HANDLED.has(eventType);
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

/** When the event happened, provided that its two times agree and that it has just happened. */
const eventTime = (
  { Timestamp, TimestampMs }: { readonly Timestamp: string; readonly TimestampMs: string },
  receivedAt: Date,
): Result<Date, Failure> => {
  const ms = Number(TimestampMs);
  // Twilio does not say whether it rounds.
  if (Math.abs(ms - Number(Timestamp) * 1_000) >= 1_000) return fail('callback_malformed', 'timestamps_differ');
  const ageMs = receivedAt.getTime() - ms;
  if (ageMs > MAX_EVENT_AGE_MS) return fail('callback_malformed', 'event_too_old');
  return ageMs < -MAX_EVENT_AHEAD_MS ? fail('callback_malformed', 'event_ahead_of_time') : ok(new Date(ms));
};

/**
 * The queue's name, which is free text: it ends where the queue's SID begins, so nothing may come between them. Without a
 * name the SID; without a SID nothing.
 */
const queueOf = (
  { TaskQueueName, TaskQueueSid }: { readonly TaskQueueName?: string; readonly TaskQueueSid?: string },
  fields: CallbackFields,
): Result<string | undefined, Failure> => {
  if (!TaskQueueName || !TaskQueueSid) return ok(TaskQueueSid);
  const between = [...fields.keys()].some(name => name > 'TaskQueueName' && name < 'TaskQueueSid');
  return between ? fail('callback_malformed', 'task_queue_name_ambiguous') : ok(TaskQueueName.slice(0, MAX_NAME_CHARS));
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

/** The members of a JSON object. Empty for absent text and for other JSON; undefined for text that is not JSON. */
const jsonObject = (text: string | undefined): Json | undefined => {
  if (text === undefined || text === '') return {};
  const value = parseJson(text);
  return value === undefined ? undefined : object(value);
};
