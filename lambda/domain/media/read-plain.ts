import type { Failure } from '../shared/failure.ts';
import { ok, type Result } from '../shared/result.ts';
import { MAX_PART_BYTES } from './byte-range.ts';
import { decrypted } from './decryption/content-cipher.ts';
import { exactBytes } from './exact-bytes.ts';
import type { LinkLease } from './lease/link-lease.ts';
import type { OpenRecording } from './open-recording.ts';
import type { LinkLeases, MediaSource } from './ports.ts';
import { whileLive } from './while-live.ts';

/**
 * The bytes `start` to `end`, both inclusive, of what the listener hears, for as long as the link lives: exactly these,
 * or the body throws. Fails as `MediaSource.readPart` does.
 */
export const readPlain = async (
  { source, leases }: { readonly source: MediaSource; readonly leases: LinkLeases },
  { object, linkHash }: LinkLease,
  { etag, cipher }: OpenRecording,
  { start, end, signal }: { readonly start: number; readonly end: number; readonly signal: AbortSignal },
): Promise<Result<AsyncIterable<Uint8Array>, Failure>> => {
  const read = await source.readPart(object, { start, end, etag }, signal);
  if (!read.ok) return read;
  const isLive = async () => {
    const lease = await leases.find(linkHash);
    return lease.ok ? ok(lease.value !== undefined && !lease.value.revocation) : lease;
  };
  const live = whileLive(read.value.body, { everyBytes: MAX_PART_BYTES, isLive });
  const bytes = exactBytes(live, end - start + 1);
  return ok(cipher ? decrypted(bytes, cipher, start) : bytes);
};
