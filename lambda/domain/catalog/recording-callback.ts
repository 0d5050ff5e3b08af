import { type Failure, fail } from '../shared/failure.ts';
import { parseRecordingSid } from '../shared/recording-sid.ts';
import { ok, type Result } from '../shared/result.ts';
import type { CatalogFacts } from './catalog-entry.ts';
import type { CatalogUpdate } from './catalog-update.ts';
import { encryptionFacts } from './encryption-text.ts';
import { recordingProgress } from './recording-progress.ts';

/** A callback's fields; a name that came twice is not among them. */
export type CallbackFields = ReadonlyMap<string, string>;

const CALL_SID = /^CA[0-9a-f]{32}$/;

/**
 * What a recordingStatusCallback tells. Facts that are missing or malformed are left out; the SID has to be there.
 * Source: Twilio, "Recording status callback". Fails with `callback_malformed`.
 */
export const recordingCallbackUpdate = (fields: CallbackFields): Result<CatalogUpdate, Failure> => {
  const recordingSid = parseRecordingSid(fields.get('RecordingSid') ?? '');
  if (!recordingSid) return fail('callback_malformed', 'recording_sid_malformed');
  const progress = recordingProgress(fields.get('RecordingStatus'), wholeNumber(fields.get('RecordingDuration')));
  const { encryption, ...unreadable } = encryptionFacts(fields.get('EncryptionDetails'));
  return ok({
    recordingSid,
    ifUnknown: known({
      accountSid: fields.get('AccountSid'),
      callSid: matching(fields.get('CallSid'), CALL_SID),
      startedAt: instant(fields.get('RecordingStartTime')),
      channels: wholeNumber(fields.get('RecordingChannels')),
      encryption,
    }),
    ...unreadable,
    ...(progress && { progress }),
  });
};

/**
 * What Twilio's REST API tells of a recording: as an item of `GET /2010-04-01/Accounts/{AC}/Recordings.json`. It counts
 * as a callback does. Fails with `callback_malformed` when it is no recording.
 */
export const recordingResourceUpdate = (resource: unknown): Result<CatalogUpdate, Failure> => {
  const fields = (typeof resource === 'object' && resource !== null ? resource : {}) as Record<string, unknown>;
  const recordingSid = parseRecordingSid(text(fields['sid']) ?? '');
  if (!recordingSid) return fail('callback_malformed', 'recording_sid_malformed');
  const { encryption, ...unreadable } = encryptionFacts(asJson(fields['encryption_details']));
  const progress = recordingProgress(text(fields['status']), wholeNumber(text(fields['duration'])));
  return ok({
    recordingSid,
    ifUnknown: known({
      accountSid: text(fields['account_sid']),
      callSid: matching(text(fields['call_sid']), CALL_SID),
      startedAt: instant(text(fields['start_time'])),
      channels: wholeNumber(text(fields['channels'])),
      encryption,
    }),
    ...unreadable,
    ...(progress && { progress }),
  });
};

type Unsure<T> = { readonly [K in keyof T]: T[K] | undefined };

/** The facts without those that are unknown. */
const known = (facts: Unsure<CatalogFacts>): CatalogFacts =>
  Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact !== undefined));

const text = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;

const asJson = (value: unknown): string | undefined =>
  value === null || typeof value === 'string' ? (value ?? undefined) : JSON.stringify(value);

const matching = (value: string | undefined, pattern: RegExp): string | undefined =>
  value !== undefined && pattern.test(value) ? value : undefined;

const wholeNumber = (value: string | undefined): number | undefined =>
  value !== undefined && /^\d{1,9}$/.test(value) ? Number(value) : undefined;

/** Twilio writes RFC 2822 (`Tue, 24 Nov 2026 02:50:00 +0000`). */
const instant = (value: string | undefined): Date | undefined => {
  const date = new Date(value ?? '');
  return Number.isNaN(date.getTime()) ? undefined : date;
};
