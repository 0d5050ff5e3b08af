import type { IncomingHttpHeaders } from 'node:http';
import { type Authorisation, authorisationOf, type TwilioAccount } from './credentials.ts';
import { AUTHENTICATION_FAILED, type Faults } from './faults.ts';
import type { FlexAccount } from './flex/flex-account.ts';
import { answerFlexSettings } from './flex/flex-settings-api.ts';
import type { FlexTokens } from './flex-tokens.ts';
import { recordingResource, type TwilioRecording } from './recording-resource.ts';
import { recordingsPage } from './recordings-api.ts';
import type { StubTaskEvent } from './taskrouter/event-resource.ts';
import { answerEventsRequest } from './taskrouter/events-api.ts';
import { answerTaskRequest, type StubTasks } from './taskrouter/tasks-api.ts';

/** A received `Tokens/validate` request, without its credentials and token. */
interface ValidateRequest {
  readonly accountSid: string;
  /** `none`: the credentials were invalid. */
  readonly authorisedBy: Authorisation | 'none';
}

/** The state of the stub. */
export interface StubState {
  readonly account: TwilioAccount;
  readonly flex: FlexAccount;
  readonly tasks: StubTasks;
  /** The events of TaskRouter, in the order in which they happened. */
  taskEvents: readonly StubTaskEvent[];
  recordings: readonly TwilioRecording[];
  readonly tokens: FlexTokens;
  readonly faults: Faults;
  readonly requests: ValidateRequest[];
}

/** A request. Its body is parsed JSON or the fields of a form; undefined without a body or for other content. */
export interface StubRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

/** An answer in JSON. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const NOT_FOUND: Reply = {
  status: 404,
  body: {
    code: 20404,
    message: 'The requested resource was not found',
    more_info: 'https://www.twilio.com/docs/errors/20404',
    status: 404,
  },
};
const NOT_AUTHENTICATED: Reply = { status: 401, body: AUTHENTICATION_FAILED };

/** Answers requests to Twilio's APIs: token validation, recordings, the account, Flex's settings, tasks and their events. */
export const answerTwilio = (state: StubState, request: StubRequest): Reply => {
  const route = `${request.method} ${request.path}`;
  const validate = /^POST \/v1\/Accounts\/(?<account>[^/]+)\/Tokens\/validate$/.exec(route)?.groups;
  if (validate?.['account']) return validateToken(state, request, validate['account']);
  const recordings = /^GET \/2010-04-01\/Accounts\/(?<account>[^/]+)\/Recordings(\/(?<sid>[^/]+))?\.json$/.exec(route);
  if (recordings?.groups) return answerRecordings(state, request, recordings.groups);
  if (!authorisationOf(request.headers.authorization, state.account)) return NOT_AUTHENTICATED;
  if (route === `GET /2010-04-01/Accounts/${state.account.accountSid}.json`) return answerAccount(state, request);
  const { account, flex, tasks } = state;
  const workspace = { accountSid: account.accountSid, workspaceSid: flex.workspaceSid };
  return (
    answerFlexSettings(account, flex, request) ??
    answerTaskRequest(tasks, flex.workspaceSid, request) ??
    answerEventsRequest(state.taskEvents, workspace, request) ??
    NOT_FOUND
  );
};

/** Returns the account, with invented names and dates. Only the auth token may read it, not a standard API key. */
const answerAccount = ({ account }: StubState, { headers }: StubRequest): Reply => {
  if (authorisationOf(headers.authorization, account) !== 'account') return NOT_AUTHENTICATED;
  const path = `/2010-04-01/Accounts/${account.accountSid}`;
  return {
    status: 200,
    body: {
      auth_token: account.authToken,
      date_created: 'Mon, 05 Jan 2026 09:00:00 +0000',
      date_updated: 'Mon, 05 Jan 2026 09:00:00 +0000',
      friendly_name: 'Local account',
      owner_account_sid: account.accountSid,
      sid: account.accountSid,
      status: 'active',
      subresource_uris: { recordings: `${path}/Recordings.json` },
      type: 'Full',
      uri: `${path}.json`,
    },
  };
};

const validateToken = (state: StubState, request: StubRequest, accountSid: string): Reply => {
  const { token } = (request.body ?? {}) as { token?: unknown };
  const flexToken = typeof token === 'string' ? token : undefined;
  const isOurs = accountSid === state.account.accountSid;
  const authorisedBy = isOurs ? authorisationOf(request.headers.authorization, state.account, flexToken) : undefined;
  state.requests.push({ accountSid, authorisedBy: authorisedBy ?? 'none' });
  if (!authorisedBy) return NOT_AUTHENTICATED;
  return flexToken
    ? { status: 200, body: state.tokens.describe(flexToken, new Date()) }
    : { status: 400, body: { code: 20001, message: 'Token is missing', status: 400 } };
};

const answerRecordings = (state: StubState, request: StubRequest, path: Record<string, string | undefined>): Reply => {
  const { accountSid } = state.account;
  const { account, sid } = path;
  if (account !== accountSid || !authorisationOf(request.headers.authorization, state.account))
    return NOT_AUTHENTICATED;
  if (!sid) return { status: 200, body: recordingsPage(accountSid, state.recordings, request.query) };
  const found = state.recordings.find(recording => recording.sid === sid);
  return found ? { status: 200, body: recordingResource(accountSid, found) } : NOT_FOUND;
};
