import { TwilioError } from '../../deployment/twilio-error.ts';
import { type TwilioPagesOptions, twilioPages } from './twilio-pages.ts';

/** The address of TaskRouter's REST API. */
export const TASKROUTER_URL = 'https://taskrouter.twilio.com';

/** One page of TaskRouter's events. */
export interface EventsPage {
  /** Resources as Twilio sent them, unchecked. */
  readonly events: readonly unknown[];
  /** Path of the next page. Absent on the last page. */
  readonly nextPage?: string;
  /** The page is full, and Twilio names no next one: there may be more events in the period. */
  readonly isCut: boolean;
}

/** The largest page that Twilio allows. */
const PAGE_SIZE = 1_000;

/** Selects the events of a workspace in a period. Both ends are included, in seconds. */
export interface EventsQuery {
  readonly workspaceSid: string;
  readonly from: Date;
  readonly until: Date;
}

/** Returns the path of the first page of the events that a query selects. */
export const firstEventsPage = ({ workspaceSid, from, until }: EventsQuery): string => {
  const query = new URLSearchParams({ PageSize: String(PAGE_SIZE), StartDate: time(from), EndDate: time(until) });
  return `/v1/Workspaces/${workspaceSid}/Events?${query}`;
};

const time = (date: Date): string => date.toISOString().replace(/\.\d{3}Z$/, 'Z');

/** Returns a function that fetches one page of `GET /v1/Workspaces/{WS}/Events`, as `twilioPages` does. */
export const twilioEvents = (options: TwilioPagesOptions) => {
  const fetchPage = twilioPages(options, { name: "TaskRouter's Events API", read: pageFrom });
  return async (path: string): Promise<EventsPage | undefined> => {
    const page = await fetchPage(path);
    return page && { ...page, ...(page.nextPage !== undefined && { nextPage: pathOf(page.nextPage) }) };
  };
};

const pageFrom = (body: unknown): EventsPage => {
  const { events, meta } = Object(body) as { events?: unknown; meta?: unknown };
  const { next_page_url: nextPage } = Object(meta) as { next_page_url?: unknown };
  if (!Array.isArray(events)) throw new TypeError('not a page of events');
  const isLast = typeof nextPage !== 'string';
  return { events, isCut: isLast && events.length >= PAGE_SIZE, ...(!isLast && { nextPage }) };
};

/** Twilio names pages by their full address. The credentials are sent to no other origin than TaskRouter's. */
const pathOf = (nextPage: string): string => {
  if (!URL.canParse(nextPage)) throw new TwilioError(`Twilio sent an invalid page address: ${nextPage}`);
  const { origin, pathname, search } = new URL(nextPage);
  if (origin === TASKROUTER_URL) return pathname + search;
  throw new TwilioError(`Twilio sent a page address on another origin: ${origin}`);
};
