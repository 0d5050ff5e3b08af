import { type Failure, fail } from '../shared/failure.ts';
import { parseJson } from '../shared/json-text.ts';
import { ok, type Result } from '../shared/result.ts';
import type { CatalogUpdate } from './catalog-update.ts';
import { recordingCallbackUpdate } from './recording-callback.ts';
import { HANDLED_EVENTS, namedIn, taskAttributes } from './task-event.ts';

const TASKROUTER = 'com.twilio.taskrouter.';
const RECORDING = 'com.twilio.voice.status-callback.recording.processed';
const TEST = 'com.twilio.eventstreams.test-event';
/** Events about tasks and reservations; others, such as a worker's, tell nothing about a recording. */
const TASK_EVENT = /^(task|reservation)\.[a-z-]+$/;
/** Event Streams tries to deliver an event for four hours; the rest allows for the last attempt. */
const MAX_EVENT_AGE_MS = (4 * 60 + 15) * 60_000;
/** Allows for a difference between the clocks. */
const MAX_EVENT_AHEAD_MS = 60_000;
const MAX_NAME_CHARS = 256;
const TEST_ID = /^[\w-]{1,64}$/;

/** What one event of Event Streams tells. */
export type StreamEvent =
  | { readonly kind: 'facts'; readonly updates: readonly CatalogUpdate[] }
  /** Sent when an operator tests the sink. Twilio's `Validate` asks for this id. */
  | { readonly kind: 'test'; readonly testId?: string }
  /** A type that tells nothing about recordings. */
  | { readonly kind: 'ignored' };

/**
 * Reads one CloudEvent of Twilio's Event Streams: the facts of a task, a reservation or a recording, as callbacks tell them.
 * The signature covers the whole body, so no value is ambiguous.
 * Sources: Twilio, "Event Streams" and its event types `TaskRouter.WDSEvent`, `Voice.WebhookEvent` and `EventStreams.TestSink`.
 *
 * Fails with `callback_refused` (another account) or `callback_malformed`, also if the event is older than Twilio's retries.
 */
export const readStreamEvent = (
  event: unknown,
  { accountSid, receivedAt }: { readonly accountSid: string; readonly receivedAt: Date },
): Result<StreamEvent, Failure> => {
  const { type, data: raw } = members(event);
  if (typeof type !== 'string') return fail('callback_malformed', 'event_type_malformed');
  const data = members(raw);
  if (type === TEST) return ok({ kind: 'test', ...testIdOf(data) });
  if (type === RECORDING) return recordingEvent(data, accountSid);
  const eventType = type.startsWith(TASKROUTER) ? type.slice(TASKROUTER.length) : '';
  if (!TASK_EVENT.test(eventType)) return ok({ kind: 'ignored' });
  const payload = members(data['payload']);
  if (payload['account_sid'] !== accountSid) return fail('callback_refused', 'foreign_account');
  return factsOf(taskPayloadUpdates(eventType, payload, receivedAt));
};

/** An event that repeats the request of a recordingStatusCallback, with the same fields. */
const recordingEvent = (data: Json, accountSid: string): Result<StreamEvent, Failure> => {
  const parameters = members(members(data['request'])['parameters']);
  if (parameters['AccountSid'] !== accountSid) return fail('callback_refused', 'foreign_account');
  const fields = new Map(Object.entries(parameters).flatMap(([name, value]) => (isText(value) ? [[name, value]] : [])));
  const update = recordingCallbackUpdate(fields);
  return update.ok ? ok({ kind: 'facts', updates: [update.value] }) : update;
};

/** Reads TaskRouter's own members of an event about a task, by the names that its `Events` resource uses, too. */
const taskPayloadUpdates = (
  eventType: string,
  payload: Json,
  receivedAt: Date,
): Result<readonly CatalogUpdate[], Failure> => {
  const task = taskAttributes(text(payload['task_attributes']));
  if (!task) return fail('callback_malformed', 'task_attributes_malformed');
  const reservationSid = sid('WR', payload['reservation_sid']);
  const isReservation = eventType.startsWith('reservation.');
  const { names, legs } = namedIn(task, isReservation ? reservationSid : undefined);
  if (names.length + legs.length === 0 && !HANDLED_EVENTS.has(eventType)) return ok([]);

  const taskSid = sid('WT', payload['task_sid']);
  if (!taskSid) return fail('callback_malformed', 'task_sid_malformed');
  if (isReservation && !reservationSid) return fail('callback_malformed', 'reservation_sid_malformed');
  const agentWorkerSid = HANDLED_EVENTS.has(eventType) ? sid('WK', payload['worker_sid']) : undefined;
  if (HANDLED_EVENTS.has(eventType) && !agentWorkerSid) return fail('callback_malformed', 'worker_sid_malformed');
  const at = instant(payload['timestamp']);
  const ageSeconds = seconds(payload['task_age']);
  if (!at || ageSeconds === undefined) return fail('callback_malformed', 'timestamp_malformed');
  const ageMs = receivedAt.getTime() - at.getTime();
  if (ageMs > MAX_EVENT_AGE_MS) return fail('callback_malformed', 'event_too_old');
  if (ageMs < -MAX_EVENT_AHEAD_MS) return fail('callback_malformed', 'event_ahead_of_time');

  const queueSid = sid('WQ', payload['task_queue_sid']);
  const queue = queueSid && (text(payload['task_queue_name'])?.slice(0, MAX_NAME_CHARS) || queueSid);
  const taskReport = {
    at,
    taskSid,
    taskCreatedAt: new Date(at.getTime() - ageSeconds * 1_000),
    ...(agentWorkerSid && { agentWorkerSid }),
    ...(queue && { queue }),
  };
  return ok([{ taskReport, names, legs }]);
};

const factsOf = (updates: Result<readonly CatalogUpdate[], Failure>): Result<StreamEvent, Failure> =>
  updates.ok ? ok({ kind: 'facts', updates: updates.value }) : updates;

const testIdOf = ({ test_id: testId }: Json): { readonly testId?: string } =>
  isText(testId) && TEST_ID.test(testId) ? { testId } : {};

type Json = Readonly<Record<string, unknown>>;

/** The members of an object, or of one in a JSON text: some sinks get `data` as text. Empty for anything else. */
const members = (value: unknown): Json => {
  const parsed = isText(value) ? parseJson(value) : value;
  return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? (parsed as Json) : {};
};

const isText = (value: unknown): value is string => typeof value === 'string';
const text = (value: unknown): string | undefined => (isText(value) ? value : undefined);

const sid = (prefix: string, value: unknown): string | undefined =>
  isText(value) && new RegExp(`^${prefix}[0-9a-f]{32}$`).test(value) ? value : undefined;

/** Twilio documents numbers, and sends some as text. */
const seconds = (value: unknown): number | undefined =>
  /^\d{1,9}$/.test(String(value)) && (isText(value) || typeof value === 'number') ? Number(value) : undefined;

const instant = (value: unknown): Date | undefined => {
  if (!isText(value) || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)$/.test(value)) return undefined;
  const at = new Date(value);
  return Number.isNaN(at.getTime()) ? undefined : at;
};
