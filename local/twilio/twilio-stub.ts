import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listenOnLoopback } from '../loopback-server.ts';
import { readBody } from '../read-body.ts';
import { type PlayedCall, playDescribedCall } from './call/call-order.ts';
import type { CallProgress } from './call/play-call.ts';
import type { TwilioAccount } from './credentials.ts';
import { createFaults, sendJson } from './faults.ts';
import { newFlexAccount } from './flex/flex-account.ts';
import { createFlexTokens, type TokenOwner } from './flex-tokens.ts';
import type { TwilioRecording } from './recording-resource.ts';
import { answerControl } from './stub-controls.ts';
import type { StubTaskEvent } from './taskrouter/event-resource.ts';
import { answerTwilio, type StubRequest, type StubState } from './twilio-api.ts';

const MAX_BODY_BYTES = 64 * 1024;

/** Twilio's IAM, Recordings, Flex and TaskRouter APIs for one account, on this machine. */
export interface TwilioStub {
  readonly url: string;
  readonly account: TwilioAccount;
  /** The account's TaskRouter workspace: `WS…`. */
  readonly workspaceSid: string;
  issueToken(owner: TokenOwner): string;
  /** Plays a call, as `POST /__calls` does. Undefined: the description is invalid. */
  playCall(description: unknown, progress?: CallProgress): Promise<PlayedCall | undefined>;
  /** The attributes of a task, in JSON. */
  attributesOf(taskSid: string): string | undefined;
  /** Replaces the recordings that the Recordings API serves. */
  setRecordings(recordings: readonly TwilioRecording[]): void;
  /** Replaces the events that TaskRouter lists. */
  setTaskEvents(events: readonly StubTaskEvent[]): void;
  close(): Promise<void>;
}

/**
 * Starts the stub. In addition to Twilio's paths, it has paths for tests: `GET|DELETE /__requests` lists how each
 * `Tokens/validate` request was authorised; `POST|GET|DELETE /__faults` sets faults; `POST /__tokens` issues a token for
 * `{realmUserId, roles, workerSid?, expiresInSeconds?}`; `POST /__tasks` creates or replaces the task `{sid, attributes, reservations?}`;
 * `POST /__sinks` creates or replaces the sink of Event Streams `{sid, destination, status?}`;
 * `POST /__calls` sends the callbacks of a whole call, from its task to the wrap-up;
 * `POST /__callbacks {url, fields}` sends a signed callback, with the retries in the URL's fragment.
 */
export const startTwilioStub = async (options: {
  readonly accountSid: string;
  /** The recordings before the first call of `setRecordings`. @default none */
  readonly recordings?: readonly TwilioRecording[];
  readonly log: (line: string) => void;
}): Promise<TwilioStub> => {
  const account: TwilioAccount = {
    accountSid: options.accountSid,
    authToken: randomBytes(16).toString('hex'),
    apiKeySid: `SK${randomBytes(16).toString('hex')}`,
    apiKeySecret: randomBytes(24).toString('base64url'),
  };
  const state: StubState = {
    account,
    flex: newFlexAccount(),
    tasks: new Map(),
    taskEvents: [],
    recordings: options.recordings ?? [],
    tokens: createFlexTokens(),
    faults: createFaults(),
    requests: [],
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = 'GET', headers } = request;
    const { pathname: path, searchParams: query } = new URL(request.url ?? '/', 'http://stub');
    response.on('close', () => options.log(`${method} ${path} ${response.statusCode}`));
    const body = parseBody(headers['content-type'], await readBody(request, MAX_BODY_BYTES));
    const received: StubRequest = { method, path, query, headers, body };
    const isControl = path.startsWith('/__');
    const reply = isControl ? await answerControl(state, received) : answerTwilio(state, received);
    if (isControl || !state.faults.applyNext(response)) sendJson(response, reply.status, reply.body, reply.headers);
  };
  const setRecordings = (recordings: readonly TwilioRecording[]): void => {
    state.recordings = recordings;
  };
  const setTaskEvents = (events: readonly StubTaskEvent[]): void => {
    state.taskEvents = events;
  };
  const { port, close } = await listenOnLoopback(createServer(answer));
  return {
    url: `http://127.0.0.1:${port}`,
    account,
    workspaceSid: state.flex.workspaceSid,
    issueToken: state.tokens.issue,
    playCall: (description, progress) => playDescribedCall(state, description, progress),
    attributesOf: taskSid => state.tasks.get(taskSid)?.attributes,
    setRecordings,
    setTaskEvents,
    close,
  };
};

/** Parses a body. Returns undefined without a body, and for a body that is neither JSON nor a form or is too long. */
const parseBody = (contentType: string | undefined, body: Buffer | undefined): unknown =>
  contentType?.startsWith('application/x-www-form-urlencoded')
    ? Object.fromEntries(new URLSearchParams(String(body ?? '')))
    : parseJson(body);

const parseJson = (body: Buffer | undefined): unknown => {
  try {
    return JSON.parse(String(body));
  } catch {
    return undefined;
  }
};
