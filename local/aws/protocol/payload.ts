import { createHash } from 'node:crypto';
import { pipeline, type Readable, Transform } from 'node:stream';
import { crc32 } from 'node:zlib';
import { AwsChunkedDecoder } from './aws-chunked.ts';
import type { AwsRequest } from './aws-request.ts';
import { PayloadError } from './payload-error.ts';

export const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD';
const UNSIGNED_TRAILER = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';
const SHA256_HEX = /^[0-9a-f]{64}$/;

/** Returns whether the payload hash can be checked, or is one of the known values for an unsigned body. */
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

/** The supported checksums, sent as header or trailer. The local S3 refuses other checksums. */
const CHECKSUMS: Readonly<Record<string, () => Digest>> = {
  'content-md5': () => cryptoDigest('md5', 'base64'),
  'x-amz-checksum-crc32': crc32Digest,
  'x-amz-checksum-sha256': () => cryptoDigest('sha256', 'base64'),
};

/**
 * Returns the decoded body, which is checked while it is read: against the signed hash, and against the checksums in
 * headers and trailers. The stream fails with `PayloadError` only at its end, so do not use any byte before that.
 */
export const checkPayload = (request: AwsRequest, payloadHash: string): Readable => {
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
  // The reader of the stream handles its error. Without a reader, the error must not end the process.
  pipeline(stages, () => undefined);
  check.on('error', () => undefined);
  return check;
};
