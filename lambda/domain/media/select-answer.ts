import { type Failure, fail } from '../shared/failure.ts';
import { ok, type Result } from '../shared/result.ts';
import { type Representation, selectRange } from './byte-range.ts';
import type { MediaAnswer, MediaRequest } from './media-request.ts';

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
  recording: Representation,
): Result<SelectedAnswer, Failure> => {
  const { etag, sizeBytes } = recording;
  // Ranges are defined for GET alone (RFC 9110 §14.2).
  const selection = selectRange(method === 'GET' ? range : {}, recording);
  if (selection.kind === 'unsatisfiable') {
    return ok({ head: { status: 416, headers: headersOf(etag, 0, `bytes */${sizeBytes}`) } });
  }
  if (selection.kind === 'part') {
    const { start, end } = selection;
    const headers = headersOf(etag, end - start + 1, `bytes ${start}-${end}/${sizeBytes}`);
    return ok({ head: { status: 206, headers }, span: { start, end } });
  }
  const head: MediaAnswer = { status: 200, headers: headersOf(etag, sizeBytes) };
  if (method === 'HEAD' || sizeBytes === 0) return ok({ head });
  if (sizeBytes > MAX_ANSWER_BYTES) return fail('range_required', 'larger_than_one_answer');
  return ok({ head, span: { start: 0, end: sizeBytes - 1 } });
};

/** Nobody keeps a copy, and the page that plays it does not tell the link to others. */
const headersOf = (etag: string, lengthBytes: number, contentRange?: string): MediaAnswer['headers'] => ({
  'Content-Type': 'audio/wav',
  'Accept-Ranges': 'bytes',
  ETag: etag,
  'Cache-Control': 'private, no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Content-Length': String(lengthBytes),
  ...(contentRange !== undefined && { 'Content-Range': contentRange }),
});
