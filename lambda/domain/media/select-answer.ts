import { type Failure, fail } from '../shared/failure.ts';
import { ok, type Result } from '../shared/result.ts';
import { selectRange } from './byte-range.ts';
import type { MediaAnswer } from './media-answer.ts';
import type { MediaRequest } from './media-request.ts';
import type { OpenRecording } from './open-recording.ts';

/** Lambda ends a streamed answer at 200 MB (AWS Lambda quotas). Clients must ask for a larger recording in ranges. */
export const MAX_ANSWER_BYTES = 200 * 1024 * 1024;

/** An answer without its body, and the range to read for the body. */
export interface SelectedAnswer {
  readonly head: MediaAnswer;
  /** First and last byte, both inclusive; absent if the answer has no body. */
  readonly span?: { readonly start: number; readonly end: number };
}

/**
 * Selects the answer: 200 with the whole recording, 206 with a part, or 416 (RFC 9110 §14.2, §15.5.17).
 * Fails with `range_required` if the client asks for more than one answer can have.
 */
export const selectAnswer = (
  { method, range }: Pick<MediaRequest, 'method' | 'range'>,
  recording: OpenRecording,
): Result<SelectedAnswer, Failure> => {
  const { sizeBytes } = recording;
  // Ranges are defined for GET alone (RFC 9110 §14.2).
  const selection = selectRange(method === 'GET' ? range : {}, recording);
  if (selection.kind === 'unsatisfiable') {
    return ok({ head: { status: 416, headers: headersOf(recording, 0, `bytes */${sizeBytes}`) } });
  }
  if (selection.kind === 'part') {
    const { start, end } = selection;
    const headers = headersOf(recording, end - start + 1, `bytes ${start}-${end}/${sizeBytes}`);
    return ok({ head: { status: 206, headers }, span: { start, end } });
  }
  const head: MediaAnswer = { status: 200, headers: headersOf(recording, sizeBytes) };
  if (method === 'HEAD' || sizeBytes === 0) return ok({ head });
  if (sizeBytes > MAX_ANSWER_BYTES) return fail('range_required', 'larger_than_one_answer');
  return ok({ head, span: { start: 0, end: sizeBytes - 1 } });
};

/** Returns the headers. No cache may keep a copy, and the browser must not send the link to other sites as the referrer. */
const headersOf = (
  { etag, contentType }: Pick<OpenRecording, 'etag' | 'contentType'>,
  lengthBytes: number,
  contentRange?: string,
): MediaAnswer['headers'] => ({
  'Content-Type': contentType,
  'Accept-Ranges': 'bytes',
  ETag: etag,
  'Cache-Control': 'private, no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Content-Length': String(lengthBytes),
  ...(contentRange !== undefined && { 'Content-Range': contentRange }),
});
