import type { TwilioAccount } from '../credentials.ts';
import { sinksPage } from './event-sinks.ts';
import { configurationResource, type FlexAccount, workspaceResource } from './flex-account.ts';

/** The part of a request that these resources need. */
interface SettingsRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** The members of a JSON body, or the fields of a form. */
  readonly body: unknown;
}

interface SettingsReply {
  readonly status: number;
  readonly body: unknown;
}

/**
 * Answers requests for the Flex configuration, the TaskRouter workspace and the sinks of Event Streams: reads them, and
 * updates the settings that this project's programs change. Refuses other parameters, although Twilio accepts more. Returns undefined for other resources.
 * The caller has checked the credentials.
 */
export const answerFlexSettings = (
  account: TwilioAccount,
  flex: FlexAccount,
  { method, path, query, body }: SettingsRequest,
): SettingsReply | undefined => {
  switch (`${method} ${path}`) {
    case 'GET /v1/Configuration':
      return { status: 200, body: configurationResource(account, flex) };
    case 'GET /v1/Sinks':
      return { status: 200, body: sinksPage(flex.sinks, query) };
    case 'POST /v1/Configuration':
      return updateConfiguration(account, flex, members(body));
    case `GET /v1/Workspaces/${flex.workspaceSid}`:
      return { status: 200, body: workspaceResource(account, flex) };
    case `POST /v1/Workspaces/${flex.workspaceSid}`:
      return updateWorkspace(account, flex, members(body));
    default:
      return undefined;
  }
};

/** Updates the configuration. As at Twilio, the body must contain the account's SID. */
const updateConfiguration = (
  account: TwilioAccount,
  flex: FlexAccount,
  { account_sid, call_recording_webhook_url: webhookUrl, ...others }: Record<string, unknown>,
): SettingsReply => {
  if (account_sid !== account.accountSid) return invalid('account_sid');
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) return invalid(unknown);
  if (typeof webhookUrl !== 'string' || !isWebAddress(webhookUrl)) return invalid('call_recording_webhook_url');
  flex.callRecordingWebhookUrl = webhookUrl;
  return { status: 200, body: configurationResource(account, flex) };
};

const updateWorkspace = (
  account: TwilioAccount,
  flex: FlexAccount,
  { EventCallbackUrl, EventsFilter, ...others }: Record<string, unknown>,
): SettingsReply => {
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) return invalid(unknown);
  if (EventCallbackUrl !== undefined) {
    if (typeof EventCallbackUrl !== 'string' || !isWebAddress(EventCallbackUrl)) return invalid('EventCallbackUrl');
    flex.eventCallbackUrl = EventCallbackUrl;
  }
  if (EventsFilter !== undefined) {
    if (typeof EventsFilter !== 'string' || !/^[a-z-]+(\.[a-z-]+)+(,[a-z-]+(\.[a-z-]+)+)*$/.test(EventsFilter))
      return invalid('EventsFilter');
    flex.eventsFilter = EventsFilter;
  }
  return { status: 200, body: workspaceResource(account, flex) };
};

const isWebAddress = (text: string): boolean => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);

const invalid = (parameter: string): SettingsReply => ({
  status: 400,
  body: {
    code: 20001,
    message: `Invalid parameter: ${parameter}`,
    more_info: 'https://www.twilio.com/docs/errors/20001',
    status: 400,
  },
});

const members = (body: unknown): Record<string, unknown> =>
  typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...body } : {};
