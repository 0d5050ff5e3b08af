import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { err, ok, type Result } from '../../../lambda/domain/shared/result.ts';
import { LOCAL_REGION } from '../../template/local-account.ts';
import { type AwsRequest, readBody, singleParameter } from '../protocol/aws-request.ts';
import type { AwsService, SignedRequest } from '../protocol/aws-service.ts';
import { checkPayload, isPayloadHashSupported, UNSIGNED_PAYLOAD } from '../protocol/payload.ts';
import type { Refusal } from '../protocol/refusal.ts';
import type { Principals } from './principals.ts';
import { verifySignature } from './signature.ts';

const S3 = 's3';

/** Returns the service in the signature's scope or in the target header. It is not verified yet. */
export const claimedService = (request: AwsRequest): string | undefined => {
  const credential = /Credential=([^,\s]+)/.exec(request.headers['authorization'] ?? '')?.[1];
  return (credential ?? singleParameter(request, 'X-Amz-Credential'))?.split('/')[3] ?? targetedService(request);
};

const targetedService = ({ headers }: AwsRequest): string | undefined =>
  headers['x-amz-target']?.split(/[_.]/)[0]?.toLowerCase();

/**
 * Verifies the signature of a call to this service. The body of the result is checked while it is read. Fails when the
 * signature or the declared payload is refused.
 */
export const authenticate = async (
  request: AwsRequest,
  service: AwsService,
  options: { readonly principals: Principals; readonly now: Date },
): Promise<Result<SignedRequest, Refusal>> => {
  const declared = await declarePayload(request, service);
  if (!declared.ok) return declared;
  const { payloadHash, body } = declared.value;

  const signature = await verifySignature(request, { ...options, payloadHash });
  if (!signature.ok) return signature;
  const { service: signedService, region } = signature.value;
  if (signedService !== service.signingName) {
    return err({ code: 'not_implemented', message: `The service "${signedService}" does not exist locally` });
  }
  // Only S3 has buckets in other regions. It checks the region of each call itself.
  if (region !== LOCAL_REGION && signedService !== S3) {
    return err({ code: 'wrong_region', message: `Credential should be scoped to ${LOCAL_REGION}` });
  }
  return ok({ ...request, body: checkPayload({ ...request, body }, payloadHash), signature: signature.value });
};

interface DeclaredPayload {
  /** The hash in the canonical request. */
  readonly payloadHash: string;
  readonly body: Readable;
}

/**
 * Returns the payload hash that the signer used. Only S3 accepts a declared hash, which can also say that the body is not
 * signed. In all other cases the body is read and hashed.
 */
const declarePayload = async (request: AwsRequest, service: AwsService): Promise<Result<DeclaredPayload, Refusal>> => {
  const isPresigned = request.query['X-Amz-Signature'] !== undefined;
  const declared = request.headers['x-amz-content-sha256'] ?? singleParameter(request, 'X-Amz-Content-Sha256');
  if (service.signingName === S3 && (declared !== undefined || isPresigned)) {
    const payloadHash = declared ?? UNSIGNED_PAYLOAD;
    return isPayloadHashSupported(payloadHash)
      ? ok({ payloadHash, body: request.body })
      : err({ code: 'not_implemented', message: `The payload hash ${payloadHash} is not implemented locally` });
  }
  const bytes = await readBody(request.body);
  if (!bytes) return err({ code: 'too_large', message: 'The body is too large' });
  // The signature covers the hash, so it does not match another body.
  const payloadHash = createHash('sha256').update(bytes).digest('hex');
  return ok({ payloadHash, body: Readable.from(bytes.length > 0 ? [bytes] : []) });
};
