import { type Failure, fail } from '../shared/failure.ts';
import { knownFacts } from '../shared/known-facts.ts';
import { parseRecordingSid } from '../shared/recording-sid.ts';
import { ok, type Result } from '../shared/result.ts';
import type { CatalogFacts } from './catalog-entry.ts';
import type { CatalogUpdate } from './catalog-update.ts';
import { encryptionFacts } from './encryption-text.ts';
import { recordingProgress } from './recording-progress.ts';
import { beginning, certainValues, exactly, jsonObject } from './signed-fields.ts';

/** A callback's fields; a name that came twice is not among them. */
export type CallbackFields = ReadonlyMap<string, string>;

const CALL_SID = /^CA[0-9a-f]{32}$/;

/** Whatever is a fact, and `ErrorCode`, which is signed right behind the encryption details. */
const FACTS = {
  CallSid: exactly('CA[0-9a-f]{32}'),
  EncryptionDetails: jsonObject,
  ErrorCode: beginning(''),
  RecordingChannels: exactly('\\d{1,9}'),
  RecordingDuration: exactly('\\d{1,9}'),
  /** RFC 2822, or ISO 8601. */
  RecordingStartTime: exactly(
    '[A-Z][a-z]{2}, \\d{1,2} [A-Z][a-z]{2} \\d{4} [\\d:]{8} [+-]\\d{4}|\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z',
  ),
  RecordingStatus: exactly('[a-z][a-z-]*'),
};

/**
 * What a recordingStatusCallback tells. Facts that are missing or malformed are left out; the SID has to be there.
 * Source: Twilio, "Recording status callback". Fails with `callback_malformed`, also when a fact could be cut from the
 * signed text in another way.
 */
export const recordingCallbackUpdate = (fields: CallbackFields): Result<CatalogUpdate, Failure> => {
  const certain = certainValues(fields, { RecordingSid: exactly('RE[0-9a-f]{32}') }, FACTS);
  if (!certain.ok) return certain;
  const facts = certain.value;
  const recordingSid = parseRecordingSid(facts.RecordingSid);
  if (!recordingSid) return fail('callback_malformed', 'recording_sid_malformed');
  const progress = recordingProgress(facts.RecordingStatus, wholeNumber(facts.RecordingDuration));
  const { encryption, ...unreadable } = encryptionFacts(facts.EncryptionDetails || undefined);
  return ok({
    recordingSid,
    ifUnknown: knownFacts<CatalogFacts>({
      accountSid: fields.get('AccountSid'),
      callSid: facts.CallSid,
      startedAt: instant(facts.RecordingStartTime),
      channels: wholeNumber(facts.RecordingChannels),
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
  const { encryption, ...unreadable } = encryptionFacts(fields['encryption_details']);
  const progress = recordingProgress(text(fields['status']), wholeNumber(text(fields['duration'])));
  return ok({
    recordingSid,
    ifUnknown: knownFacts<CatalogFacts>({
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

const text = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;

const matching = (value: string | undefined, pattern: RegExp): string | undefined =>
  value !== undefined && pattern.test(value) ? value : undefined;

const wholeNumber = (value: string | undefined): number | undefined =>
  value !== undefined && /^\d{1,9}$/.test(value) ? Number(value) : undefined;

/** Twilio writes RFC 2822 (`Tue, 24 Nov 2026 02:50:00 +0000`). */
const instant = (value: string | undefined): Date | undefined => {
  const date = new Date(value ?? '');
  return Number.isNaN(date.getTime()) ? undefined : date;
};
