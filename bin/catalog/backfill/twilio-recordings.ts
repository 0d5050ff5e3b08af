import { type TwilioPagesOptions, twilioPages } from './twilio-pages.ts';

/** One page of recordings, newest first. */
export interface RecordingsPage {
  /** Resources as Twilio sent them, unchecked. */
  readonly recordings: readonly unknown[];
  /** Path of the next page. Absent on the last page. */
  readonly nextPage?: string;
}

/** The address of Twilio's REST API for recordings. */
export const RECORDINGS_URL = 'https://api.twilio.com';

/** The largest page that Twilio allows. */
const PAGE_SIZE = 1_000;

/** Selects the recordings of an account that were made in a period. */
export interface RecordingsQuery {
  readonly accountSid: string;
  /** First day. */
  readonly since: string;
  /** Last day; default: now. */
  readonly until?: string | undefined;
}

/** Returns the path of the first page of the recordings that a query selects. */
export const firstPage = ({ accountSid, since, until }: RecordingsQuery): string => {
  const query = new URLSearchParams({ PageSize: String(PAGE_SIZE), 'DateCreated>': since });
  if (until !== undefined) query.set('DateCreated<', until);
  return `/2010-04-01/Accounts/${accountSid}/Recordings.json?${query}`;
};

/** Returns a function that fetches one page of `GET /2010-04-01/Accounts/{AC}/Recordings.json`, as `twilioPages` does. */
export const twilioRecordings = (options: TwilioPagesOptions) =>
  twilioPages<RecordingsPage>(options, { name: "Twilio's Recordings API", read: pageFrom });

const pageFrom = (body: unknown): RecordingsPage => {
  const { recordings, next_page_uri: nextPage } = (body ?? {}) as { recordings?: unknown; next_page_uri?: unknown };
  if (!Array.isArray(recordings)) throw new TypeError('not a page of recordings');
  return { recordings, ...(typeof nextPage === 'string' && { nextPage }) };
};
