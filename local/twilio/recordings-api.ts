import { pageQuery } from './listed-page.ts';
import { recordingResource, type TwilioRecording } from './recording-resource.ts';

const DEFAULT_PAGE_SIZE = 50;
const MAX_PAGE_SIZE = 1_000;
/** Prefixes of a page token: the page comes after, or before, the recording that the token names. */
const PAGE_AFTER = 'PA';
const PAGE_BEFORE = 'PB';

/**
 * Returns one page of `GET /2010-04-01/Accounts/{AC}/Recordings.json`, newest first. Supports `PageSize` (at most 1,000),
 * `DateCreated`, `DateCreated>`, `DateCreated<` (inclusive; a day or a time), `CallSid` and `ConferenceSid`. Only
 * `PageToken` selects the page. `Page` is a count of the client, according to the API description.
 */
export const recordingsPage = (
  accountSid: string,
  recordings: readonly TwilioRecording[],
  query: URLSearchParams,
): Record<string, unknown> => {
  const pageSize = Math.min(Number(query.get('PageSize')) || DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE);
  const page = Number(query.get('Page')) || 0;
  const found = recordings
    .filter(recording => matches(recording, query))
    .sort((a, b) => b.startedAt.getTime() - a.startedAt.getTime() || a.sid.localeCompare(b.sid));
  const start = startOfPage(found, query.get('PageToken') ?? '', pageSize);
  const shown = found.slice(start, start + pageSize);
  const uriOf = (number: number, token?: string): string =>
    `/2010-04-01/Accounts/${accountSid}/Recordings.json?${pageQuery(query, { pageSize, page: number, token })}`;
  return {
    recordings: shown.map(recording => recordingResource(accountSid, recording)),
    page,
    page_size: pageSize,
    start,
    end: Math.max(start, start + shown.length - 1),
    uri: uriOf(page, query.get('PageToken') ?? undefined),
    first_page_uri: uriOf(0),
    next_page_uri: start + pageSize < found.length ? uriOf(page + 1, PAGE_AFTER + shown.at(-1)?.sid) : null,
    previous_page_uri: start > 0 ? uriOf(Math.max(0, page - 1), PAGE_BEFORE + shown[0]?.sid) : null,
  };
};

/** Returns the start of the page after or before the recording in the token. Without such a recording: the first page. */
const startOfPage = (found: readonly TwilioRecording[], token: string, pageSize: number): number => {
  const named = found.findIndex(({ sid }) => sid === token.slice(PAGE_AFTER.length));
  if (named >= 0 && token.startsWith(PAGE_AFTER)) return named + 1;
  return named >= 0 && token.startsWith(PAGE_BEFORE) ? Math.max(0, named - pageSize) : 0;
};

const matches = ({ startedAt, callSid }: TwilioRecording, query: URLSearchParams): boolean => {
  const day = query.get('DateCreated');
  const from = query.get('DateCreated>') ?? day;
  const until = query.get('DateCreated<') ?? day;
  const call = query.get('CallSid');
  // The stub has no recordings of conferences.
  if (query.get('ConferenceSid')) return false;
  return (!from || startedAt >= new Date(from)) && (!until || startedAt <= endOf(until)) && (!call || callSid === call);
};

/** Returns a time, or the last millisecond of a day. */
const endOf = (text: string): Date => new Date(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T23:59:59.999Z` : text);
