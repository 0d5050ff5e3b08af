import type { Reservation, TaskProblem, TaskSnapshot, Tasks } from '../../domain/attachment/ports.ts';
import { parseJson } from '../../domain/shared/json-text.ts';
import type { TwilioCredentials, TwilioCredentialsSource } from './twilio-credentials.ts';

export interface TwilioTasksOptions {
  /** Such as `https://taskrouter.twilio.com`. */
  readonly baseUrl: string;
  /** `WS…`. */
  readonly workspaceSid: string;
  /** An API key that may read and update tasks. */
  readonly credentials: TwilioCredentialsSource;
  /** For one request, milliseconds. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 3_000;
const ENDED = new Set<unknown>(['completed', 'canceled']);
/** What a reservation's status means. The others say that the worker did not get the task. */
const STATUSES: ReadonlyMap<unknown, Reservation['status']> = new Map([
  ['pending', 'offered'],
  ['accepted', 'accepted'],
  ['wrapping', 'accepted'],
  ['completed', 'accepted'],
]);
/** The largest page that Twilio allows. No task was offered to more workers. */
const PAGE_SIZE = 1_000;

/**
 * TaskRouter's tasks over Twilio's REST API: `GET` and `POST /v1/Workspaces/{WS}/Tasks/{WT}`, with `If-Match`, and
 * `GET /v1/Workspaces/{WS}/Tasks/{WT}/Reservations`.
 * When Twilio refuses the credentials, they are read again once, so that no request fails during a rotation.
 */
export const twilioTasks = (options: TwilioTasksOptions): Tasks => {
  const urlOf = (taskSid: string): URL =>
    new URL(`/v1/Workspaces/${options.workspaceSid}/Tasks/${taskSid}`, options.baseUrl);

  return {
    read: async taskSid => {
      const answer = await sendAuthorized(options, urlOf(taskSid), {});
      return 'problem' in answer ? answer : snapshot(answer);
    },
    reservations: async taskSid => {
      const answer = await sendAuthorized(options, new URL(`${urlOf(taskSid)}/Reservations?PageSize=${PAGE_SIZE}`), {});
      return 'problem' in answer ? answer : reservationsIn(answer);
    },
    replaceAttributes: async (taskSid, attributes, etag) => {
      const answer = await sendAuthorized(options, urlOf(taskSid), {
        method: 'POST',
        headers: { 'If-Match': etag, 'Content-Type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ Attributes: attributes }).toString(),
      });
      return 'problem' in answer ? answer : undefined;
    },
  };
};

interface Answer {
  readonly etag: string | null;
  readonly body: string;
}

/** Sends a request with the current credentials, and again with newer ones if Twilio refuses those. */
const sendAuthorized = async (
  options: TwilioTasksOptions,
  url: URL,
  init: RequestInit,
): Promise<Answer | TaskProblem> => {
  const current = await options.credentials.readCurrent();
  if (!current.ok) return unavailable(current.error.reason);
  const answer = await send(options, url, init, current.value);
  if (!('problem' in answer) || answer.reason !== CREDENTIALS_REFUSED) return answer;
  const newer = await options.credentials.readNewerThan(current.value);
  if (!newer.ok) return unavailable(newer.error.reason);
  return newer.value ? send(options, url, init, newer.value) : answer;
};

const CREDENTIALS_REFUSED = 'twilio_credentials_refused';

const send = async (
  { timeoutMs = TIMEOUT_MS }: TwilioTasksOptions,
  url: URL,
  init: RequestInit,
  { apiKey }: TwilioCredentials,
): Promise<Answer | TaskProblem> => {
  if (!apiKey) return unavailable('twilio_secret_without_api_key');
  const authorization = `Basic ${Buffer.from(`${apiKey.sid}:${apiKey.secret}`).toString('base64')}`;
  try {
    const response = await fetch(url, {
      ...init,
      headers: { ...init.headers, Authorization: authorization },
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const body = await response.text();
    return problemOf(response.status) ?? { etag: response.headers.get('etag'), body };
  } catch (error) {
    return unavailable((error as Error).name === 'TimeoutError' ? 'twilio_timeout' : 'twilio_unreachable');
  }
};

/** Returns the problem that a status means; undefined when the request succeeded. */
const problemOf = (status: number): TaskProblem | undefined => {
  if (status >= 200 && status < 300) return undefined;
  switch (status) {
    case 401:
    case 403:
      return unavailable(CREDENTIALS_REFUSED);
    case 404:
      return { problem: 'gone', reason: 'task_gone' };
    case 412:
      return { problem: 'changed', reason: 'task_changed' };
    case 429:
      return unavailable('twilio_rate_limit');
    default:
      // A 400 means that Twilio does not accept these attributes, for example because they are too long.
      return status >= 500 ? unavailable('twilio_failed') : { problem: 'refused', reason: 'twilio_refused_attributes' };
  }
};

const unavailable = (reason: string): TaskProblem => ({ problem: 'unavailable', reason });

const snapshot = ({ etag, body }: Answer): TaskSnapshot | TaskProblem => {
  const resource = Object(parseJson(body)) as Record<string, unknown>;
  const { account_sid: accountSid, attributes, assignment_status: status, date_updated: updated } = resource;
  if (typeof accountSid !== 'string' || typeof attributes !== 'string' || !etag)
    return unavailable('twilio_answer_malformed');
  // Twilio does not tell when a task ended. Nothing but an update of its attributes changes it afterwards.
  const endedAt = ENDED.has(status) ? new Date(String(updated)) : undefined;
  const hasTime = endedAt !== undefined && !Number.isNaN(endedAt.getTime());
  return { accountSid, attributes, etag, ...(hasTime && { endedAt }) };
};

const reservationsIn = ({ body }: Answer): readonly Reservation[] | TaskProblem => {
  const { reservations } = Object(parseJson(body)) as { reservations?: unknown };
  if (!Array.isArray(reservations)) return unavailable('twilio_answer_malformed');
  return reservations.flatMap(reservation => {
    const { sid, date_created: created, reservation_status: given } = Object(reservation) as Record<string, unknown>;
    const createdAt = new Date(String(created));
    const status = STATUSES.get(given);
    return status && typeof sid === 'string' && RESERVATION_SID.test(sid) && !Number.isNaN(createdAt.getTime())
      ? [{ reservationSid: sid, createdAt, status }]
      : [];
  });
};

const RESERVATION_SID = /^WR[0-9a-f]{32}$/;
