import { mediaBucketClient } from '../../lambda/adapters/s3/media-bucket-client.ts';
import { s3MediaSource } from '../../lambda/adapters/s3/s3-media-source.ts';
import type { VerificationNote } from '../../lambda/domain/media/decryption/verification-note.ts';
import type { LinkLease } from '../../lambda/domain/media/lease/link-lease.ts';
import { linkHashOf, newLinkToken } from '../../lambda/domain/media/lease/link-token.ts';
import { OpenedRecordings } from '../../lambda/domain/media/opened-recordings.ts';
import { serveMedia } from '../../lambda/domain/media/serve-media.ts';
import type { RecordingSid } from '../../lambda/domain/shared/recording-sid.ts';
import { ok } from '../../lambda/domain/shared/result.ts';
import { exactDelay } from '../stubs/exact-delay.ts';
import { BENCH_CIPHER, BENCH_ETAG } from './object-server.ts';

const BUCKET_TIMEOUT_MS = 5_000;

/** Requests bytes of one object. Resolves to the body. */
export type Fetch = (range?: string) => Promise<AsyncIterable<Uint8Array>>;

/** The catalog's verification note about the object, if there is one. Endpoints that share it are instances of one deployment. */
export interface BenchNote {
  note?: VerificationNote;
}

/**
 * Creates the deployed media endpoint with the real bucket adapter and an object of `objectServerUrl`. KMS answers at once.
 * So do the tables, unless `tableDelayMs` is given.
 */
export const benchEndpoint = (
  objectServerUrl: string,
  kind: 'encrypted' | 'plain',
  plaintextBytes: number,
  { tableDelayMs = 0, noted = {} }: { readonly tableDelayMs?: number; readonly noted?: BenchNote } = {},
): Fetch => {
  const s3 = mediaBucketClient({
    region: 'us-east-1',
    requestTimeoutMs: BUCKET_TIMEOUT_MS,
    environment: { AWS_ENDPOINT_URL: objectServerUrl },
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const token = newLinkToken();
  const client = { sourceIp: '127.0.0.1', userAgent: 'bench' };
  const opening = { client, at: new Date(), eventId: 'event', requestId: 'request' };
  const lease: LinkLease = {
    linkHash: linkHashOf(token),
    eventId: 'grant',
    recordingSid: `RE${'1'.repeat(32)}` as RecordingSid,
    object: { key: `${kind}-${plaintextBytes}`, etag: BENCH_ETAG, sizeBytes: plaintextBytes, contentType: 'audio/wav' },
    ...(kind === 'encrypted' && {
      encryption: {
        publicKeySid: `CR${'1'.repeat(32)}`,
        encryptedCek: Buffer.alloc(256).toString('base64'),
        iv: Buffer.from(BENCH_CIPHER.iv).toString('base64'),
      },
    }),
    caller: { workerSid: 'WK', identity: '', realmUserId: '', roles: [], tokenFingerprint: '' },
    decision: { allowed: true, policyIds: [], policySet: '', reason: '' },
    expiresAt: new Date(Date.now() + 3_600_000),
    opening,
    openingRecordedAt: new Date(),
  };
  const answered = async <T>(value: T) => {
    if (tableDelayMs > 0) await exactDelay(performance.now(), tableDelayMs);
    return ok(value);
  };
  const dependencies = {
    leases: {
      create: async () => ok(undefined),
      find: () => answered(lease),
      open: async () => ok(lease),
      markOpeningRecorded: async () => ok(undefined),
      noteIncident: async () => ok(lease),
      markIncidentRecorded: async () => ok(undefined),
    },
    coverages: { find: async () => ok(undefined), store: async () => ok('stored' as const) },
    audit: { append: async () => ok(undefined) },
    notes: {
      find: () => answered(noted.note),
      put: async (_: RecordingSid, made: VerificationNote) => {
        noted.note = made;
        return answered(undefined);
      },
    },
    keys: { unwrap: async () => ok(BENCH_CIPHER.key) },
    source: s3MediaSource({ client: s3, bucket: 'bucket', stallLimitMs: BUCKET_TIMEOUT_MS }),
    binding: 'address-and-agent' as const,
    opened: new OpenedRecordings(),
    now: () => new Date(),
    newEventId: () => 'event',
  };
  return async range => {
    const served = await serveMedia(dependencies, {
      method: 'GET',
      token,
      range: { range },
      client,
      requestId: 'request',
    });
    if (!served.ok) throw new Error(served.error.reason, { cause: served.error.cause });
    if (!served.value.body) throw new Error(`status ${served.value.status} without a body`);
    return served.value.body;
  };
};

/** Reads a body to its end. Returns its length in bytes. */
export const drain = async (body: AsyncIterable<Uint8Array>): Promise<number> => {
  let bytes = 0;
  for await (const chunk of body) bytes += chunk.length;
  return bytes;
};
