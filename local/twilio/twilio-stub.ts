import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listenOnLoopback } from '../loopback-server.ts';
import { readBody } from '../read-body.ts';
import type { TwilioAccount } from './credentials.ts';
import { createFaults, sendJson } from './faults.ts';
import { untouchedFlexAccount } from './flex/flex-account.ts';
import { createFlexTokens, type TokenOwner } from './flex-tokens.ts';
import type { TwilioRecording } from './recording-resource.ts';
import { controlReply } from './stub-controls.ts';
import { type StubRequest, type StubState, twilioReply } from './twilio-api.ts';

const MAX_BODY_BYTES = 64 * 1024;

/** Twilio's IAM, Recordings, Flex and TaskRouter APIs for one account, on this machine. */
export interface TwilioStub {
  readonly url: string;
  readonly account: TwilioAccount;
  issueToken(owner: TokenOwner): string;
  /** Replaces the recordings that the Recordings API serves. */
  setRecordings(recordings: readonly TwilioRecording[]): void;
  close(): Promise<void>;
}

/**
 * Starts the stub. Beside Twilio's paths it has its own, for tests: `GET|DELETE /__requests` shows how each
 * `Tokens/validate` request was authorised; `POST|GET|DELETE /__faults` makes Twilio fail; `POST /__tokens` issues a
 * token for `{realmUserId, roles, workerSid?, expiresInSeconds?}`; `POST /__tasks` puts a task `{sid, attributes}`; `POST /__callbacks {url, fields}` sends a signed callback,
 * again if the URL's fragment says so.
 */
export const startTwilioStub = async (options: {
  readonly accountSid: string;
  /** Served by the Recordings API until `setRecordings` replaces them. @default none */
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
    flex: untouchedFlexAccount(),
    tasks: new Map(),
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
    const reply = isControl ? await controlReply(state, received) : twilioReply(state, received);
    if (isControl || !state.faults.strike(response)) sendJson(response, reply.status, reply.body, reply.headers);
  };
  const setRecordings = (recordings: readonly TwilioRecording[]): void => {
    state.recordings = recordings;
  };
  const { port, close } = await listenOnLoopback(createServer(answer));
  return { url: `http://127.0.0.1:${port}`, account, issueToken: state.tokens.issue, setRecordings, close };
};

/** Undefined for no body, a body that is neither JSON nor a form, or one that is too long. */
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
