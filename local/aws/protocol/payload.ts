import { createHash } from 'node:crypto';
import { pipeline, type Readable, Transform } from 'node:stream';
import { crc32 } from 'node:zlib';
import { AwsChunkedDecoder } from './aws-chunked.ts';
import type { AwsRequest } from './aws-request.ts';
import { PayloadError } from './payload-error.ts';

export const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD';
const UNSIGNED_TRAILER = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';
const SHA256_HEX = /^[0-9a-f]{64}$/;

/** Whether this is a payload hash that can be checked, or one that says there is none. */
export const isPayloadHashSupported = (payloadHash: string): boolean =>
  payloadHash === UNSIGNED_PAYLOAD || payloadHash === UNSIGNED_TRAILER || SHA256_HEX.test(payloadHash);

interface Digest {
  readonly update: (chunk: Buffer) => unknown;
  readonly final: () => string;
}

const cryptoDigest = (algorithm: string, encoding: 'hex' | 'base64'): Digest => {
  const hash = createHash(algorithm);
  return { update: chunk => hash.update(chunk), final: () => hash.digest(encoding) };
};

const crc32Digest = (): Digest => {
  let crc = 0;
  return {
    update: chunk => {
      crc = crc32(chunk, crc);
    },
    final: () => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(crc);
      return bytes.toString('base64');
    },
  };
};

/** Checksums that a sender may declare, as header or trailer. S3 refuses others (CRC32C, CRC64NVME) here. */
const CHECKSUMS: Readonly<Record<string, () => Digest>> = {
  'content-md5': () => cryptoDigest('md5', 'base64'),
  'x-amz-checksum-crc32': crc32Digest,
  'x-amz-checksum-sha1': () => cryptoDigest('sha1', 'base64'),
  'x-amz-checksum-sha256': () => cryptoDigest('sha256', 'base64'),
};

/**
 * The body, decoded and checked while it is read: against the signed hash, and against any checksum that the sender
 * declared before or after it. The stream fails with `PayloadError` at its end, so keep nothing of it before that.
 */
export const checkedPayload = (request: AwsRequest, payloadHash: string): Readable => {
  const decoder = payloadHash === UNSIGNED_TRAILER ? new AwsChunkedDecoder() : undefined;
  const announced = (name: string) => request.headers[name] !== undefined || request.headers['x-amz-trailer'] === name;
  const digests = new Map(
    Object.entries(CHECKSUMS)
      .filter(([name]) => announced(name))
      .map(([name, create]) => [name, create()]),
  );
  const signed = SHA256_HEX.test(payloadHash) ? cryptoDigest('sha256', 'hex') : undefined;

  const check = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      signed?.update(chunk);
      for (const digest of digests.values()) digest.update(chunk);
      done(null, chunk);
    },
    flush: done => {
      if (signed && signed.final() !== payloadHash) {
        return done(
          new PayloadError('content_hash_mismatch', 'The body does not match the signed x-amz-content-sha256'),
        );
      }
      const wrong = [...digests].find(
        ([name, digest]) => digest.final() !== (request.headers[name] ?? decoder?.trailers.get(name)),
      );
      done(wrong ? new PayloadError('checksum_mismatch', `The body does not match ${wrong[0]}`) : null);
    },
  });
  const stages = decoder ? [request.body, decoder, check] : [request.body, check];
  // Whoever reads the stream sees its error, and it is no bug when nobody does.
  pipeline(stages, () => undefined);
  check.on('error', () => undefined);
  return check;
};
