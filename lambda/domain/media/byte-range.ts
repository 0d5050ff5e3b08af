/**
 * The part of a representation that a request selects. `start` and `end` are byte positions, both inclusive.
 * The answer to `unsatisfiable` is 416.
 */
export type RangeSelection =
  | { readonly kind: 'whole' }
  | { readonly kind: 'part'; readonly start: number; readonly end: number }
  | { readonly kind: 'unsatisfiable' };

/**
 * Maximum length of one ranged answer, bytes. A player then asks for the next range, so the function does not wait for a
 * slow listener, and a revoked link stops working within one answer. RFC 9110 §15.3.7 allows a server to send less than
 * the client asked for.
 */
export const MAX_PART_BYTES = 4 * 1024 * 1024;

const WHOLE: RangeSelection = { kind: 'whole' };
const UNSATISFIABLE: RangeSelection = { kind: 'unsatisfiable' };
/** Exactly one range; a list, another unit or anything malformed is ignored, as RFC 9110 §14.2 allows. */
const ONE_BYTE_RANGE = /^bytes=[ \t]*(\d*)-(\d*)[ \t]*$/i;
/** A strong entity tag (RFC 9110 §8.8.3); weak ones and dates never match an `If-Range` here. */
const STRONG_ETAG = /^"[^"]*"$/;

/** The headers of a request that select a range. */
export interface RangeRequest {
  /** The `Range` header's value. */
  readonly range?: string | undefined;
  /** The `If-Range` header's value: the range counts only while this is still the current entity tag. */
  readonly ifRange?: string | undefined;
}

/** The current state of the representation. */
export interface Representation {
  readonly sizeBytes: number;
  /** Quoted entity tag. */
  readonly etag: string;
}

/** Selects the whole, one part of at most `MAX_PART_BYTES`, or nothing (416). RFC 9110 §13.1.5, §14.1.2, §14.2. */
export const selectRange = (request: RangeRequest, { sizeBytes, etag }: Representation): RangeSelection => {
  if (request.range === undefined) return WHOLE;
  if (request.ifRange !== undefined && !(STRONG_ETAG.test(request.ifRange) && request.ifRange === etag)) return WHOLE;

  const [, first, last] = ONE_BYTE_RANGE.exec(request.range) ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return WHOLE;
  return first === '' ? lastBytes(Number(last), sizeBytes) : bytesFrom(Number(first), last, sizeBytes);
};

const lastBytes = (count: number, sizeBytes: number): RangeSelection => {
  if (count === 0) return UNSATISFIABLE;
  // RFC 9110 allows the last bytes of an empty representation, but no Content-Range can express them.
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
