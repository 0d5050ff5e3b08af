import { type Failure, fail } from '../shared/failure.ts';
import { ok, type Result } from '../shared/result.ts';
import { selectRange } from './byte-range.ts';
import type { MediaAnswer } from './media-answer.ts';
import type { MediaRequest } from './media-request.ts';
import type { OpenRecording } from './open-recording.ts';

/** The platform ends a streamed answer at 200 MB (AWS Lambda quotas); what is larger has to be asked for in ranges. */
export const MAX_ANSWER_BYTES = 200 * 1024 * 1024;

/** An answer without its body, and what has to be read for that. */
export interface SelectedAnswer {
  readonly head: MediaAnswer;
  /** First and last byte, both inclusive; absent where nothing has to be read. */
  readonly span?: { readonly start: number; readonly end: number };
}

/**
 * What a request gets of a recording: 200 with the whole, 206 with a part, or 416 (RFC 9110 §14.2, §15.5.17).
 * Fails with `range_required` when it asks for more than one answer can carry.
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

/** Nobody keeps a copy, and the page that plays it does not tell the link to others. */
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
