import type { Failure } from '../shared/failure.ts';
import { ok, type Result } from '../shared/result.ts';
import { MAX_PART_BYTES } from './byte-range.ts';
import { decrypted } from './decryption/content-cipher.ts';
import { type LinkLease, leaseEnd } from './lease/link-lease.ts';
import type { OpenRecording } from './open-recording.ts';
import type { LinkLeases, MediaBytes } from './ports.ts';

/** A body throws this when its link expires, is revoked or is deleted during the stream. It is not a failure of the service. */
export class LinkEnded extends Error {
  override readonly name = 'LinkEnded';

  constructor() {
    super('the link has ended');
  }
}

export interface ReadRangeDependencies {
  readonly leases: LinkLeases;
  readonly now: () => Date;
}

export interface RangeToRead {
  readonly lease: LinkLease;
  readonly recording: OpenRecording;
  /** First and last byte, both inclusive. */
  readonly span: { readonly start: number; readonly end: number };
  /** The object's bytes of this span. */
  readonly bytes: Promise<Result<MediaBytes, Failure>>;
}

/**
 * Returns the audio's bytes `start` to `end`, both inclusive, out of the object's, decrypted if the recording is encrypted.
 * Fails as the read did. The body throws `LinkEnded` when the link ends during the stream, and another
 * error when the source gives fewer or more bytes than this range has or when the lease cannot be read.
 */
export const readRange = async (
  { leases, now }: ReadRangeDependencies,
  { lease, recording: { cipher }, span: { start, end }, bytes: reading }: RangeToRead,
): Promise<Result<AsyncIterable<Uint8Array>, Failure>> => {
  const read = await reading;
  if (!read.ok) return read;
  const live = readWhileLive(read.value.body, {
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

interface Liveness {
  /** Called before each chunk, also when the client reads slowly. */
  readonly hasExpired: () => boolean;
  /** Reads the lease again, each time after `everyBytes`. */
  readonly isLive: () => Promise<Result<boolean, Failure>>;
  readonly everyBytes: number;
}

/** Passes bytes on as long as the link is live. Throws `LinkEnded`, or another error when the lease cannot be read. */
async function* readWhileLive(
  source: AsyncIterable<Uint8Array>,
  { hasExpired, isLive, everyBytes }: Liveness,
): AsyncGenerator<Uint8Array> {
  let uncheckedBytes = 0;
  for await (const chunk of source) {
    uncheckedBytes += chunk.length;
    if (hasExpired()) throw new LinkEnded();
    if (uncheckedBytes > everyBytes) {
      const live = await isLive();
      if (!live.ok) throw new Error(`the lease cannot be read: ${live.error.reason}`, { cause: live.error.cause });
      if (!live.value) throw new LinkEnded();
      uncheckedBytes = 0;
    }
    yield chunk;
  }
}

/**
 * Passes exactly `lengthBytes` bytes on. Throws when the source gives fewer or more: an answer of announced length may be
 * aborted, but an incomplete answer must never look complete.
 */
export async function* exactBytes(source: AsyncIterable<Uint8Array>, lengthBytes: number): AsyncGenerator<Uint8Array> {
  let passedBytes = 0;
  for await (const chunk of source) {
    passedBytes += chunk.length;
    if (passedBytes > lengthBytes) break;
    yield chunk;
  }
  if (passedBytes !== lengthBytes) throw new Error(`the source gave ${passedBytes} of ${lengthBytes} bytes`);
}
