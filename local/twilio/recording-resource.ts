import type { EncryptionDetails } from '../../lambda/domain/shared/encryption-details.ts';
import { ENCRYPTION_SPELLINGS, type EncryptionSpelling } from './encryption-spelling.ts';

/** A recording of the stub. */
export interface TwilioRecording {
  readonly sid: string;
  readonly callSid: string;
  /** Absent for a recording of a call only. */
  readonly conferenceSid?: string;
  readonly startedAt: Date;
  readonly durationSeconds: number;
  readonly channels: 1 | 2;
  readonly encryption?: EncryptionDetails;
  /** The address of its file in the company's bucket. @default none: Twilio stores the file itself */
  readonly mediaUrl?: string;
  /** The spelling of its encryption details. @default published */
  readonly encryptionSpelling?: EncryptionSpelling;
}

/** Returns the body of `GET /2010-04-01/Accounts/{AC}/Recordings/{RE}.json`, with all properties of the API description. */
export const recordingResource = (accountSid: string, recording: TwilioRecording): Record<string, unknown> => {
  const { encryption, encryptionSpelling = 'published' } = recording;
  const createdAt = recording.startedAt.toUTCString().replace('GMT', '+0000');
  const path = `/2010-04-01/Accounts/${accountSid}/Recordings/${recording.sid}`;
  return {
    account_sid: accountSid,
    api_version: '2010-04-01',
    call_sid: recording.callSid,
    channels: recording.channels,
    conference_sid: recording.conferenceSid ?? null,
    date_created: createdAt,
    date_updated: createdAt,
    duration: String(recording.durationSeconds),
    encryption_details: encryption ? ENCRYPTION_SPELLINGS[encryptionSpelling](encryption) : null,
    error_code: null,
    media_url: recording.mediaUrl ?? `https://api.twilio.com${path}`,
    price: null,
    price_unit: 'USD',
    sid: recording.sid,
    source: 'RecordVerb',
    start_time: createdAt,
    status: 'completed',
    subresource_uris: {
      add_on_results: `${path}/AddOnResults.json`,
      transcriptions: `${path}/Transcriptions.json`,
    },
    uri: `${path}.json`,
  };
};
