import { type Failure, fail } from '../shared/failure.ts';
import { knownFacts } from '../shared/known-facts.ts';
import { parseRecordingSid } from '../shared/recording-sid.ts';
import { ok, type Result } from '../shared/result.ts';
import type { CatalogFacts } from './catalog-entry.ts';
import type { RecordingUpdate } from './catalog-update.ts';
import { encryptionFacts } from './encryption-text.ts';
import { recordingProgress } from './recording-progress.ts';
import { beginning, certainValues, exactly, jsonObject } from './signed-fields.ts';

/** A callback's fields, without those whose name occurs twice. */
export type CallbackFields = ReadonlyMap<string, string>;

const CALL_SID = /^CA[0-9a-f]{32}$/;
const CONFERENCE_SID = /^CF[0-9a-f]{32}$/;

/** All fields with facts, and `ErrorCode`, which follows the encryption details directly in the signed text. */
const FACTS = {
  CallSid: exactly('CA[0-9a-f]{32}'),
  ConferenceSid: exactly('CF[0-9a-f]{32}'),
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
 * Reads the facts of a recordingStatusCallback. Leaves out facts that are missing or malformed; the SID is required.
 * Source: Twilio, "Recording status callback". Fails with `callback_malformed`, also if the signed text could be split
 * into fields with a different value of a fact.
 */
export const recordingCallbackUpdate = (fields: CallbackFields): Result<RecordingUpdate, Failure> => {
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
      conferenceSid: facts.ConferenceSid,
      startedAt: instant(facts.RecordingStartTime),
      channels: wholeNumber(facts.RecordingChannels),
      encryption,
    }),
    ...unreadable,
    ...(progress && { progress }),
  });
};

/**
 * Reads the facts of a recording from Twilio's REST API, an item of `GET /2010-04-01/Accounts/{AC}/Recordings.json`. They
 * count like those of a callback. Fails with `callback_malformed` if the resource is not a recording.
 */
export const recordingResourceUpdate = (resource: unknown): Result<RecordingUpdate, Failure> => {
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
      conferenceSid: matching(text(fields['conference_sid']), CONFERENCE_SID),
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

/** Parses a time as Twilio writes it, RFC 2822 (`Tue, 24 Nov 2026 02:50:00 +0000`). */
const instant = (value: string | undefined): Date | undefined => {
  const date = new Date(value ?? '');
  return Number.isNaN(date.getTime()) ? undefined : date;
};
