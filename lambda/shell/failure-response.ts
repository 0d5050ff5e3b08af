import type { FailureCode } from '../domain/shared/failure.ts';
import { type JsonResponse, jsonResponse } from './json-response.ts';

interface PublicAnswer {
  readonly status: number;
  /** What the caller reads. Reasons stay in the log and the audit item. */
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The answer to the client for each failure code. A code without a row does not compile. */
const PUBLIC_ANSWERS: Record<FailureCode, PublicAnswer> = {
  invalid_request: {
    status: 400,
    message:
      'Name one recording: exactly one of recording_sid, conference_sid, call_sid and task_sid, with a valid SID.',
  },
  unauthenticated: { status: 401, message: 'A valid Flex token of a Flex worker is required.' },
  forbidden: { status: 403, message: 'You may not play this recording.' },
  recording_not_found: {
    status: 404,
    message: 'There is no such recording. A fresh one can take some minutes to arrive.',
    headers: { 'Retry-After': '30' },
  },
  recording_archived: { status: 409, message: 'The recording is archived. Ask for it to be restored, then try again.' },
  recording_not_playable: {
    status: 409,
    message: 'The recording is neither WAV nor MP3. If Twilio encrypted it, its key has not been announced here.',
  },
  recording_changed: { status: 409, message: 'The recording was replaced. Ask for a new link.' },
  integrity_failed: { status: 409, message: 'The recording is damaged. It cannot be played.' },
  range_required: { status: 413, message: 'The recording is too large for one answer. Ask for it in ranges.' },
  recording_key_unknown: { status: 409, message: 'The recording is encrypted for a key that is not known here.' },
  callback_refused: { status: 403, message: 'This is not a callback that Twilio signed for this account.' },
  callback_unreadable: { status: 400, message: 'This callback cannot be read.' },
  callback_malformed: { status: 400, message: 'This callback cannot be read.' },
  unavailable: {
    status: 503,
    message: 'The recording cannot be released now. Try again.',
    headers: { 'Retry-After': '2' },
  },
  internal_error: { status: 500, message: 'Something is wrong on our side. Nothing was released.' },
};

/** Returns the answer for a failure: `{"error":{"code","message","request_id"}}`. */
export const failureResponse = (code: FailureCode, requestId: string): JsonResponse => {
  const { status, message, headers } = PUBLIC_ANSWERS[code];
  return jsonResponse(status, { error: { code, message, request_id: requestId } }, headers);
};
