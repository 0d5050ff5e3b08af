import type { RangeSelection, Representation } from './byte-range.ts';
import type { MediaAnswer } from './media-request.ts';

/** A selection that can be answered with bytes. */
export type Selected = Exclude<RangeSelection, { kind: 'unsatisfiable' }>;

/** First and last byte of a selection, both inclusive; of an empty whole the last lies before the first. */
export const selectedSpan = (
  selection: Selected,
  sizeBytes: number,
): { readonly start: number; readonly end: number } =>
  selection.kind === 'part' ? selection : { start: 0, end: sizeBytes - 1 };

/** 200 for the whole, 206 for a part; the body is still to be added. */
export const answerHead = (selection: Selected, { etag, sizeBytes }: Representation): MediaAnswer => {
  const { start, end } = selectedSpan(selection, sizeBytes);
  return {
    status: selection.kind === 'part' ? 206 : 200,
    headers: {
      ...commonHeaders(etag),
      'Content-Length': String(end - start + 1),
      ...(selection.kind === 'part' && { 'Content-Range': `bytes ${start}-${end}/${sizeBytes}` }),
    },
  };
};

/** 416, saying how long the recording is (RFC 9110 §15.5.17). */
export const unsatisfiableAnswer = ({ etag, sizeBytes }: Representation): MediaAnswer => ({
  status: 416,
  headers: { ...commonHeaders(etag), 'Content-Length': '0', 'Content-Range': `bytes */${sizeBytes}` },
});

/** Nobody keeps a copy, and the page that plays it does not tell the link to others. */
const commonHeaders = (etag: string) => ({
  'Content-Type': 'audio/wav',
  'Accept-Ranges': 'bytes',
  ETag: etag,
  'Cache-Control': 'private, no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
});
