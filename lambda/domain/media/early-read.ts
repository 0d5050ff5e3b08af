import type { Failure } from '../shared/failure.ts';
import type { Result } from '../shared/result.ts';
import { linkHashOf } from './lease/link-token.ts';
import type { MediaAnswer } from './media-answer.ts';
import type { MediaRequest } from './media-request.ts';
import type { OpenRecording } from './open-recording.ts';
import type { OpenedRecordings } from './opened-recordings.ts';
import type { MediaBytes, MediaSource } from './ports.ts';
import { selectAnswer } from './select-answer.ts';

/** A read of the bucket that was started while the lease is being checked. */
export interface EarlyRead {
  readonly recording: OpenRecording;
  /** The answer without its body. */
  readonly head: MediaAnswer;
  /** First and last byte, both inclusive. */
  readonly span: { readonly start: number; readonly end: number };
  readonly bytes: Promise<Result<MediaBytes, Failure>>;
  /** Ends the read and closes its connection. Call it unless the body of `bytes` is read. */
  readonly abort: () => void;
}

/**
 * Starts to read the requested bytes if this instance has opened the link's recording before: then the opening is in the
 * audit trail and the object was verified. Nothing is decrypted, and nothing may leave, before the lease was checked for
 * this request too. Returns undefined if nothing is known about the link, or if the answer has no body.
 */
export const startEarlyRead = (
  { opened, source }: { readonly opened: OpenedRecordings; readonly source: MediaSource },
  { token, ...request }: MediaRequest,
): EarlyRead | undefined => {
  const known = token && opened.find({ linkHash: linkHashOf(token) });
  if (!known) return undefined;
  const selected = selectAnswer(request, known.recording);
  if (!selected.ok || !selected.value.span) return undefined;
  const { head, span } = selected.value;
  const abortion = new AbortController();
  const bytes = source.readPart(known.object, { ...span, etag: known.recording.etag }, abortion.signal);
  // If the lease is refused, nobody waits for the read, and a bug in it must not end the process.
  bytes.catch(() => undefined);
  return { recording: known.recording, head, span, bytes, abort: () => abortion.abort() };
};

/** Waits for a check, and aborts the early read unless the check succeeds. */
export const abortUnlessOk = async <T>(
  early: EarlyRead | undefined,
  check: Promise<Result<T, Failure>>,
): Promise<Result<T, Failure>> => {
  let isOk = false;
  try {
    const result = await check;
    isOk = result.ok;
    return result;
  } finally {
    if (!isOk) early?.abort();
  }
};
