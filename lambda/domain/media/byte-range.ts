/**
 * What a request asks for of a representation of known length. `start` and `end` are byte positions, both inclusive.
 * `unsatisfiable` is answered with 416.
 */
export type RangeSelection =
  | { readonly kind: 'whole' }
  | { readonly kind: 'part'; readonly start: number; readonly end: number }
  | { readonly kind: 'unsatisfiable' };

/**
 * Most that one ranged answer carries, bytes. A player asks again, so the function never idles at the listener's pace,
 * and a revoked link stops working within one answer. RFC 9110 §15.3.7 allows a server to send less than was asked for.
 */
export const MAX_PART_BYTES = 4 * 1024 * 1024;

const WHOLE: RangeSelection = { kind: 'whole' };
const UNSATISFIABLE: RangeSelection = { kind: 'unsatisfiable' };
/** Exactly one range; a list, another unit or anything malformed is ignored, as RFC 9110 §14.2 allows. */
const ONE_BYTE_RANGE = /^bytes=[ \t]*(\d*)-(\d*)[ \t]*$/i;
/** A strong entity tag (RFC 9110 §8.8.3); weak ones and dates never match an `If-Range` here. */
const STRONG_ETAG = /^"[^"]*"$/;

/** The part of a representation that a request selects. */
export interface RangeRequest {
  /** The `Range` header's value. */
  readonly range?: string | undefined;
  /** The `If-Range` header's value: the range counts only while this is still the current entity tag. */
  readonly ifRange?: string | undefined;
}

/** The representation as it is now. */
export interface Representation {
  readonly sizeBytes: number;
  /** Quoted entity tag. */
  readonly etag: string;
}

/** Decides between the whole, one part of at most `MAX_PART_BYTES`, and 416 (RFC 9110 §13.1.5, §14.1.2, §14.2). */
export const selectRange = (request: RangeRequest, { sizeBytes, etag }: Representation): RangeSelection => {
  if (request.range === undefined) return WHOLE;
  if (request.ifRange !== undefined && !(STRONG_ETAG.test(request.ifRange) && request.ifRange === etag)) return WHOLE;

  const [, first, last] = ONE_BYTE_RANGE.exec(request.range) ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return WHOLE;
  return first === '' ? lastBytes(Number(last), sizeBytes) : bytesFrom(Number(first), last, sizeBytes);
};

const lastBytes = (count: number, sizeBytes: number): RangeSelection => {
  if (count === 0) return UNSATISFIABLE;
  // The last bytes of nothing can be had, but no Content-Range can say so.
  if (sizeBytes === 0) return WHOLE;
  return part(Math.max(0, sizeBytes - count), sizeBytes - 1);
};

const bytesFrom = (start: number, last: string, sizeBytes: number): RangeSelection => {
  const end = last === '' ? Number.POSITIVE_INFINITY : Number(last);
  if (end < start) return WHOLE;
  return start >= sizeBytes ? UNSATISFIABLE : part(start, Math.min(end, sizeBytes - 1));
};

const part = (start: number, end: number): RangeSelection => ({
  kind: 'part',
  start,
  end: Math.min(end, start + MAX_PART_BYTES - 1),
});
