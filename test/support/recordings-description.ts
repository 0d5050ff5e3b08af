import * as z from 'zod';

/**
 * What Twilio's published API description says about recordings, in our own words: names, types, formats and enums.
 * Taken from the repository twilio/twilio-oai, version 2.6.7 of 2026-04-14 (commit d50069b), `twilio_api_v2010.json`: the
 * schemas `api.v2010.account.recording`, `recording_enum_status` and `recording_enum_source`, and the answers of
 * `ListRecording` and `FetchRecording`. There every property may be absent; its examples have all of them, and so has
 * every answer here. It leaves `encryption_details` open; the names are those of its examples.
 */
const sid = (prefix: string) => z.string().regex(new RegExp(`^${prefix}[0-9a-fA-F]{32}$`));
const rfc2822 = z
  .string()
  .regex(
    /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d [+-]\d{4}$/,
  );
const path = z.string().regex(/^\/2010-04-01\/Accounts\/AC[0-9a-fA-F]{32}\/Recordings[/.]/);

const recordingStatus = z.enum(['in-progress', 'paused', 'stopped', 'processing', 'completed', 'absent', 'deleted']);
const recordingSource = z.enum([
  'DialVerb',
  'Conference',
  'OutboundAPI',
  'Trunking',
  'RecordVerb',
  'StartCallRecordingAPI',
  'StartConferenceRecordingAPI',
]);

/** `encryption_details` with the names of the description's examples. */
const publishedEncryptionDetails = z.strictObject({
  encryption_public_key_sid: sid('CR'),
  encryption_cek: z.base64(),
  encryption_iv: z.base64(),
});

/** One recording. */
export const describedRecording = z.strictObject({
  account_sid: sid('AC').nullable(),
  api_version: z.string().nullable(),
  call_sid: sid('CA').nullable(),
  channels: z.int().nullable(),
  conference_sid: sid('CF').nullable(),
  date_created: rfc2822.nullable(),
  date_updated: rfc2822.nullable(),
  duration: z.string().nullable(),
  encryption_details: publishedEncryptionDetails.nullable(),
  error_code: z.int().nullable(),
  media_url: z.url().nullable(),
  price: z.string().nullable(),
  price_unit: z.string().nullable(),
  sid: sid('RE').nullable(),
  source: recordingSource,
  start_time: rfc2822.nullable(),
  status: recordingStatus,
  subresource_uris: z.strictObject({ add_on_results: path, transcriptions: path }).nullable(),
  uri: path.nullable(),
});

/** A page of recordings. The description calls the paging members URIs; its examples are paths. */
export const describedPage = z.strictObject({
  end: z.int(),
  first_page_uri: path,
  next_page_uri: path.nullable(),
  page: z.int(),
  page_size: z.int(),
  previous_page_uri: path.nullable(),
  recordings: z.array(describedRecording),
  start: z.int(),
  uri: path,
});

const ACCOUNT = `AC${'1'.repeat(32)}`;

/** A recording in the shape of the description's examples, with values of our own. */
export const exampleRecording = (of: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => {
  const own = `/2010-04-01/Accounts/${ACCOUNT}/Recordings/RE${'2'.repeat(32)}`;
  return {
    account_sid: ACCOUNT,
    api_version: '2010-04-01',
    call_sid: `CA${'3'.repeat(32)}`,
    channels: 1,
    conference_sid: `CF${'4'.repeat(32)}`,
    date_created: 'Tue, 24 Nov 2026 02:50:00 +0000',
    date_updated: 'Tue, 24 Nov 2026 02:51:00 +0000',
    duration: '13',
    encryption_details: {
      encryption_public_key_sid: `CR${'5'.repeat(32)}`,
      encryption_cek: 'Y2Vr',
      encryption_iv: 'aXZpdml2aXZpdml2',
    },
    error_code: null,
    media_url: `http://api.twilio.com${own}`,
    price: '-0.00250',
    price_unit: 'USD',
    sid: `RE${'2'.repeat(32)}`,
    source: 'StartConferenceRecordingAPI',
    start_time: 'Tue, 24 Nov 2026 02:50:00 +0000',
    status: 'completed',
    subresource_uris: {
      add_on_results: `${own}/AddOnResults.json`,
      transcriptions: `${own}/Transcriptions.json`,
    },
    uri: `${own}.json`,
    ...of,
  };
};
