import type { Failure } from '../shared/failure.ts';
import { ok, type Result } from '../shared/result.ts';
import { MAX_PART_BYTES } from './byte-range.ts';
import { decrypted } from './decryption/content-cipher.ts';
import { exactBytes } from './exact-bytes.ts';
import { type LinkLease, leaseEnd } from './lease/link-lease.ts';
import type { OpenRecording } from './open-recording.ts';
import type { LinkLeases, MediaSource } from './ports.ts';
import { whileLive } from './while-live.ts';

export interface ReadPlainDependencies {
  readonly source: MediaSource;
  readonly leases: LinkLeases;
  readonly now: () => Date;
}

/**
 * The bytes `start` to `end`, both inclusive, of what the listener hears, for as long as the link lives: exactly these,
 * or the body throws. Fails as `MediaSource.readPart` does.
 */
export const readPlain = async (
  { source, leases, now }: ReadPlainDependencies,
  lease: LinkLease,
  { etag, cipher }: OpenRecording,
  { start, end }: { readonly start: number; readonly end: number },
): Promise<Result<AsyncIterable<Uint8Array>, Failure>> => {
  const read = await source.readPart(lease.object, { start, end, etag });
  if (!read.ok) return read;
  const live = whileLive(read.value.body, {
    everyBytes: MAX_PART_BYTES,
    hasExpired: () => leaseEnd(lease, now()) !== undefined,
    isLive: async () => {
      const current = await leases.find(lease.linkHash);
      return current.ok ? ok(current.value !== undefined && leaseEnd(current.value, now()) === undefined) : current;
    },
  });
  const bytes = exactBytes(live, end - start + 1);
  return ok(cipher ? decrypted(bytes, cipher, start) : bytes);
};
