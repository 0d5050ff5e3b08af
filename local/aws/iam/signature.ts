import { createHash, createHmac, type Hash, type Hmac, timingSafeEqual } from 'node:crypto';
import { ALGORITHM_IDENTIFIER, createScope, getCanonicalHeaders, SignatureV4 } from '@smithy/signature-v4';
import { err, ok, type Result } from '../../../lambda/domain/shared/result.ts';
import type { AwsRequest } from '../protocol/aws-request.ts';
import type { Refusal } from '../protocol/refusal.ts';
import type { Principal, Principals } from './principals.ts';
import { readSignatureClaim, type SignatureClaim } from './signature-claim.ts';

/** The principal that signed a request, and the scope of the signature. */
export interface VerifiedSignature {
  readonly principal: Principal;
  readonly region: string;
  readonly service: string;
}

/** The largest difference of clocks that AWS accepts. */
const MAX_SKEW_MS = 15 * 60 * 1000;

/**
 * Verifies a Signature Version 4 in the Authorization header or in a presigned link.
 *
 * Computes the signature of the received request: method, path, whole query and signed headers. It differs after any
 * change. `payloadHash` is the hash that the signer declared; the reader of the body checks it.
 */
export const verifySignature = async (
  request: AwsRequest,
  options: { readonly principals: Principals; readonly payloadHash: string; readonly now: Date },
): Promise<Result<VerifiedSignature, Refusal>> => {
  const claimed = readSignatureClaim(request);
  if (!claimed.ok) return claimed;
  const claim = claimed.value;

  const principal = options.principals.byAccessKeyId(claim.accessKeyId);
  if (!principal) return err({ code: 'unknown_key', message: 'The access key id does not exist' });
  if (!sameSecret(claim.sessionToken ?? '', principal.sessionToken ?? '')) {
    return err({ code: 'bad_token', message: 'The security token included in the request is invalid' });
  }

  const nowMs = options.now.getTime() + options.principals.clockAheadMs(principal);
  const ageMs = nowMs - claim.signedAt.getTime();
  const { expiresInSeconds } = claim;
  if (expiresInSeconds !== undefined && ageMs > expiresInSeconds * 1000) {
    return err({ code: 'expired', message: 'Request has expired' });
  }
  if (ageMs < -MAX_SKEW_MS || (expiresInSeconds === undefined && ageMs > MAX_SKEW_MS)) {
    return err({
      code: 'clock_skew',
      message: 'The difference between the request time and the current time is too large',
    });
  }

  const expected = await new ServerSideSigner(claim, principal).signatureOf(request, claim, options.payloadHash);
  if (!sameSecret(claim.signature, expected)) {
    return err({
      code: 'signature_mismatch',
      message: 'The request signature we calculated does not match the signature you provided',
    });
  }
  const { region, service } = claim;
  return ok({ principal, region, service });
};

/** Compares in constant time, also when the lengths differ. */
const sameSecret = (left: string, right: string): boolean => {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
};

/** Computes the signature of a received request. The library itself only signs the requests of a client. */
class ServerSideSigner extends SignatureV4 {
  constructor({ region, service }: SignatureClaim, { accessKeyId, secretAccessKey }: Principal) {
    // Only S3 signs the path without a second encoding.
    super({
      region,
      service,
      credentials: { accessKeyId, secretAccessKey },
      sha256: Sha256,
      uriEscapePath: service !== 's3',
    });
  }

  async signatureOf(request: AwsRequest, claim: SignatureClaim, payloadHash: string): Promise<string> {
    const signed = new Set(claim.signedHeaders);
    const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => signed.has(name)));
    const http = { protocol: 'http:', hostname: '', ...request, query: { ...request.query }, headers };
    const canonical = this.createCanonicalRequest(http, getCanonicalHeaders(http, undefined, signed), payloadHash);
    const { longDate, shortDate } = this.formatDate(claim.signedAt);
    const scope = createScope(shortDate, claim.region, claim.service);
    const toSign = await this.createStringToSign(longDate, scope, canonical, ALGORITHM_IDENTIFIER);
    return this.sign(toSign, { signingDate: claim.signedAt });
  }
}

/** SHA-256, or HMAC-SHA-256 if there is a secret, with the interface that the library needs. */
class Sha256 {
  readonly #hash: Hash | Hmac;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }

  update(chunk: Uint8Array): void {
    this.#hash.update(chunk);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    throw new Error('a digest cannot be reset');
  }
}

const bytesOf = (secret: string | ArrayBuffer | ArrayBufferView): string | Uint8Array => {
  if (typeof secret === 'string') return secret;
  return ArrayBuffer.isView(secret)
    ? new Uint8Array(secret.buffer, secret.byteOffset, secret.byteLength)
    : new Uint8Array(secret);
};
