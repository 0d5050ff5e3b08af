/** What Twilio's REST API knows of a recording that the stub serves. */
export interface TwilioRecording {
  readonly sid: string;
  readonly callSid: string;
  readonly startedAt: Date;
  readonly durationSeconds: number;
  readonly channels: 1 | 2;
  readonly encryptionDetails?: {
    readonly public_key_sid: string;
    readonly encrypted_cek: string;
    readonly iv: string;
  };
}

const DEFAULT_PAGE_SIZE = 50;
const MAX_PAGE_SIZE = 1_000;

/** One recording as `GET /2010-04-01/Accounts/{AC}/Recordings/{RE}.json` shows it. */
export const recordingResource = (accountSid: string, recording: TwilioRecording): Record<string, unknown> => {
  const createdAt = recording.startedAt.toUTCString().replace('GMT', '+0000');
  return {
    account_sid: accountSid,
    api_version: '2010-04-01',
    call_sid: recording.callSid,
    channels: recording.channels,
    conference_sid: null,
    date_created: createdAt,
    date_updated: createdAt,
    duration: String(recording.durationSeconds),
    encryption_details: recording.encryptionDetails ?? null,
    error_code: null,
    price: null,
    price_unit: 'USD',
    sid: recording.sid,
    source: 'RecordVerb',
    start_time: createdAt,
    status: 'completed',
    uri: `/2010-04-01/Accounts/${accountSid}/Recordings/${recording.sid}.json`,
  };
};

/**
 * One page of `GET /2010-04-01/Accounts/{AC}/Recordings.json`, newest first. Understands `PageSize` (at most 1,000),
 * `Page`, `DateCreated>`, `DateCreated<` (inclusive; a day or a time) and `CallSid`.
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
  const start = page * pageSize;
  const uriOf = (number: number): string => {
    const parameters = new URLSearchParams(query);
    parameters.set('PageSize', String(pageSize));
    parameters.set('Page', String(number));
    return `/2010-04-01/Accounts/${accountSid}/Recordings.json?${parameters}`;
  };
  return {
    recordings: found.slice(start, start + pageSize).map(recording => recordingResource(accountSid, recording)),
    page,
    page_size: pageSize,
    start,
    end: Math.max(start, Math.min(start + pageSize, found.length) - 1),
    uri: uriOf(page),
    first_page_uri: uriOf(0),
    next_page_uri: start + pageSize < found.length ? uriOf(page + 1) : null,
    previous_page_uri: page > 0 ? uriOf(page - 1) : null,
  };
};

const matches = ({ startedAt, callSid }: TwilioRecording, query: URLSearchParams): boolean => {
  const from = query.get('DateCreated>');
  const until = query.get('DateCreated<');
  const call = query.get('CallSid');
  return (!from || startedAt >= new Date(from)) && (!until || startedAt <= endOf(until)) && (!call || callSid === call);
};

/** A day is meant as a whole. */
const endOf = (text: string): Date => new Date(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T23:59:59.999Z` : text);
