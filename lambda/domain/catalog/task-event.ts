import { type Failure, fail } from '../shared/failure.ts';
import { parseJson } from '../shared/json-text.ts';
import { ok, type Result } from '../shared/result.ts';
import type { TaskUpdate } from './catalog-update.ts';
import type { CallbackFields } from './recording-callback.ts';
import { beginning, certainValues, exactly } from './signed-fields.ts';

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
const MAX_NAME_CHARS = 256;

/**
 * Returns what the event says about the task: what the attributes name (recordings, conferences, calls), when the task was
 * created, who handled it (only after the worker accepted it), and the queue. An event without agent and queue counts too,
 * because the first task to name a recording counts. Returns an empty list if the event names nothing and nobody.
 * Sources: Twilio, "TaskRouter Events Reference", "Custom Media attached to Conversations".
 *
 * Fails with `callback_malformed` if the attributes are not JSON, if a fact is missing or malformed, if the signed text
 * allows another value of a fact, or if the event did not happen within minutes of `receivedAt`.
 */
export const taskEventUpdates = (fields: CallbackFields, receivedAt: Date): Result<TaskUpdate[], Failure> => {
  const task = taskAttributes(fields.get('TaskAttributes'));
  if (!task) return fail('callback_malformed', 'task_attributes_malformed');
  const eventType = fields.get('EventType') ?? '';
  const isReservation = eventType.startsWith('reservation.');
  const isHandled = HANDLED_EVENTS.has(eventType);
  if (!isHandled && namesNothing(namedIn(task, undefined))) return ok([]);
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

  const taskReport = {
    at: at.value,
    taskSid,
    taskCreatedAt: new Date(at.value.getTime() - Number(TaskAge) * 1_000),
    ...(agentWorkerSid && { agentWorkerSid }),
    ...(queue.value && { queue: queue.value }),
  };
  return ok([{ taskReport, ...namedIn(task, reservationSid) }]);
};

const namesNothing = ({ names, legs }: NamedInTask): boolean => names.length + legs.length === 0;

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

/** The members of a JSON object. Empty for absent text and for other JSON; undefined for text that is not JSON. */
export const taskAttributes = (text: string | undefined): TaskAttributes | undefined => {
  if (text === undefined || text === '') return {};
  const value = parseJson(text);
  return value === undefined ? undefined : jsonMembers(value);
};

/** The attributes of a task, parsed. Agents may be able to edit them. */
type TaskAttributes = Readonly<Record<string, unknown>>;

/** All parameter names of a `url_provider` that name a recording, a conference or a call. */
const NAMED_IN_URL =
  /[?&](?:(?:recording_sid|recording)=(RE[0-9a-f]{32})|conference_sid=(CF[0-9a-f]{32})|call_sid=(CA[0-9a-f]{32}))(?=[&#]|$)/;
/** A recording's address at Twilio, as Flex's own recording writes it into `segment_link`. */
const RECORDING_ADDRESS = /\/(RE[0-9a-f]{32})(?![\w-])/;
const CONFERENCE_SID = /^CF[0-9a-f]{32}$/;
const CALL_SID = /^CA[0-9a-f]{32}$/;
/** No genuine task names more. Limits the writes that one event causes. */
const MAX_NAMES = 20;

/** What a task's attributes name. */
export interface NamedInTask {
  /** What belongs to the whole task: recordings (`RE…`), conferences (`CF…`) and calls (`CA…`). */
  readonly names: readonly string[];
  /** What belongs to one reservation only, so that other reservations say nothing about it. */
  readonly legs: readonly string[];
}

/**
 * Returns what the attributes name, without repetitions: recordings in media and in `segment_link`, and the conference and the
 * calls that Flex writes into the attributes of each call. If the event belongs to a reservation that has media of its own,
 * these take precedence, and the event says nothing about the rest of the task.
 */
export const namedIn = (task: TaskAttributes, reservationSid: string | undefined): NamedInTask => {
  const conversations = jsonMembers(task['conversations']);
  const reservations = {
    ...jsonMembers(conversations['reservation_attributes']),
    ...jsonMembers(task['reservation_attributes']),
  };
  const mediaOf = (sid: string) => urlsIn(jsonMembers(reservations[sid])['media']);
  const own = reservationSid === undefined ? Object.keys(reservations).flatMap(mediaOf) : mediaOf(reservationSid);
  const ofTask = [
    ...urlsIn(conversations['media']),
    ...matches(conversations['segment_link'], RECORDING_ADDRESS),
    ...calls(task),
  ];
  const isLeg = reservationSid !== undefined && own.length > 0;
  return { names: isLeg ? [] : distinct(ofTask), legs: distinct(isLeg ? [...own, ...calls(task)] : own) };
};

const distinct = (sids: readonly string[]): string[] => [...new Set(sids)].slice(0, MAX_NAMES);

const urlsIn = (media: unknown): string[] =>
  (Array.isArray(media) ? media : []).flatMap(item => matches(jsonMembers(item)['url_provider'], NAMED_IN_URL));

const calls = (task: TaskAttributes): string[] => {
  const conference = jsonMembers(task['conference']);
  const { customer, worker } = jsonMembers(conference['participants']);
  return [
    ...matches(conference['sid'], CONFERENCE_SID),
    ...[task['call_sid'], customer, worker].flatMap(sid => matches(sid, CALL_SID)),
  ];
};

/** Returns the SID that the text contains: the group of the pattern that matched, or all of it. */
const matches = (text: unknown, pattern: RegExp): string[] => {
  const found = typeof text === 'string' ? pattern.exec(text) : null;
  const sid = found && (found.slice(1).find(group => group !== undefined) ?? found[0]);
  return sid ? [sid] : [];
};

/** Returns the members of a JSON object; none for other values. */
const jsonMembers = (value: unknown): TaskAttributes =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as TaskAttributes) : {};
