import type { IncomingHttpHeaders } from 'node:http';
import { type Authorisation, authorisationOf, type TwilioAccount } from './credentials.ts';
import { AUTHENTICATION_FAILED, type Faults } from './faults.ts';
import type { FlexAccount } from './flex/flex-account.ts';
import { flexSettingsReply } from './flex/flex-settings-api.ts';
import type { FlexTokens } from './flex-tokens.ts';
import { recordingResource, type TwilioRecording } from './recording-resource.ts';
import { recordingsPage } from './recordings-api.ts';
import { type StubTasks, taskReply } from './taskrouter/tasks-api.ts';

/** A `Tokens/validate` request as the stub saw it; never what it carried. */
interface ValidateRequest {
  readonly accountSid: string;
  /** `none`: the credentials were not good. */
  readonly authorisedBy: Authorisation | 'none';
}

/** What the stub knows and remembers. */
export interface StubState {
  readonly account: TwilioAccount;
  readonly flex: FlexAccount;
  readonly tasks: StubTasks;
  recordings: readonly TwilioRecording[];
  readonly tokens: FlexTokens;
  readonly faults: Faults;
  readonly requests: ValidateRequest[];
}

/** One request, its body parsed: JSON, or the fields of a form. Undefined: no body, or another one. */
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

/** Answers as Twilio's APIs do: token validation, recordings, the account, Flex's settings and tasks. */
export const twilioReply = (state: StubState, request: StubRequest): Reply => {
  const route = `${request.method} ${request.path}`;
  const validate = /^POST \/v1\/Accounts\/(?<account>[^/]+)\/Tokens\/validate$/.exec(route)?.groups;
  if (validate?.['account']) return validation(state, request, validate['account']);
  const recordings = /^GET \/2010-04-01\/Accounts\/(?<account>[^/]+)\/Recordings(\/(?<sid>[^/]+))?\.json$/.exec(route);
  if (recordings?.groups) return listing(state, request, recordings.groups);
  if (!authorisationOf(request.headers.authorization, state.account)) return NOT_AUTHENTICATED;
  if (route === `GET /2010-04-01/Accounts/${state.account.accountSid}.json`) return accountReply(state, request);
  const { account, flex, tasks } = state;
  return flexSettingsReply(account, flex, request) ?? taskReply(tasks, flex.workspaceSid, request) ?? NOT_FOUND;
};

/** Only the account's own credentials may read the account; standard API keys may not. Names and dates are made up. */
const accountReply = ({ account }: StubState, { headers }: StubRequest): Reply => {
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

const validation = (state: StubState, request: StubRequest, accountSid: string): Reply => {
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

const listing = (state: StubState, request: StubRequest, wanted: Record<string, string | undefined>): Reply => {
  const { accountSid } = state.account;
  const { account, sid } = wanted;
  if (account !== accountSid || !authorisationOf(request.headers.authorization, state.account))
    return NOT_AUTHENTICATED;
  if (!sid) return { status: 200, body: recordingsPage(accountSid, state.recordings, request.query) };
  const found = state.recordings.find(recording => recording.sid === sid);
  return found ? { status: 200, body: recordingResource(accountSid, found) } : NOT_FOUND;
};
