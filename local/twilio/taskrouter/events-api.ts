import { listedPage } from '../listed-page.ts';
import { eventResource, type StubTaskEvent } from './event-resource.ts';

const KNOWN = new Set(['StartDate', 'EndDate', 'Minutes', 'PageSize', 'Page', 'PageToken']);
const DEFAULT_MINUTES = 15;

/**
 * Answers a request for one page of `GET https://taskrouter.twilio.com/v1/Workspaces/{WS}/Events`, newest first. Without a period it lists
 * the last 15 minutes. `StartDate` and `EndDate` are included. Other filters are refused, although Twilio has more of them.
 * Undefined: another resource. The credentials were checked before.
 */
export const answerEventsRequest = (
  events: readonly StubTaskEvent[],
  workspace: { readonly accountSid: string; readonly workspaceSid: string },
  { method, path, query }: { readonly method: string; readonly path: string; readonly query: URLSearchParams },
): { readonly status: number; readonly body: unknown } | undefined => {
  const list = `/v1/Workspaces/${workspace.workspaceSid}/Events`;
  if (method !== 'GET' || path !== list) return undefined;
  const wrong = [...query].find(([name, value]) => !KNOWN.has(name) || (name.endsWith('Date') && !isTime(value)));
  if (wrong) return invalid(wrong[0]);
  const minutes = Number(query.get('Minutes')) || DEFAULT_MINUTES;
  const end = query.get('EndDate');
  const start = query.get('StartDate') ?? (end ? 0 : Date.now() - minutes * 60_000);
  const found = events
    .filter(({ at }) => at >= new Date(start) && (!end || at <= new Date(end)))
    .sort((a, b) => b.at.getTime() - a.at.getTime() || a.sid.localeCompare(b.sid))
    .map(event => eventResource(workspace, event, new Date()));
  return {
    status: 200,
    body: listedPage({ url: `https://taskrouter.twilio.com${list}`, key: 'events' }, found, query),
  };
};

const isTime = (text: string): boolean =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) && !Number.isNaN(Date.parse(text));

const invalid = (parameter: string) => ({
  status: 400,
  body: {
    code: 20001,
    message: `Invalid parameter: ${parameter}`,
    more_info: 'https://www.twilio.com/docs/errors/20001',
    status: 400,
  },
});
