import { randomUUID } from 'node:crypto';
import type { Answer } from './answer.ts';
import { readBody } from './aws-request.ts';
import type { SignedRequest } from './aws-service.ts';
import type { Refusal, RefusalCode } from './refusal.ts';

/** The values in which the JSON protocols of the services differ. */
export interface JsonProtocol {
  /** Such as `application/x-amz-json-1.1`. */
  readonly contentType: string;
  /** The service's error types for these two cases. */
  readonly throttled: string;
  readonly internal: string;
}

/** A call to a JSON service. */
export interface JsonCall {
  /** The part of X-Amz-Target after the dot, such as `PutItem`. */
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
}

const COMMON_ERRORS: Readonly<Record<Exclude<RefusalCode, 'throttled' | 'internal'>, string>> = {
  anonymous: 'MissingAuthenticationTokenException',
  malformed: 'IncompleteSignatureException',
  unknown_key: 'UnrecognizedClientException',
  bad_token: 'UnrecognizedClientException',
  signature_mismatch: 'InvalidSignatureException',
  unsigned_headers: 'InvalidSignatureException',
  expired: 'InvalidSignatureException',
  clock_skew: 'InvalidSignatureException',
  wrong_region: 'InvalidSignatureException',
  access_denied: 'AccessDeniedException',
  content_hash_mismatch: 'InvalidSignatureException',
  checksum_mismatch: 'InvalidSignatureException',
  incomplete_body: 'SerializationException',
  too_large: 'SerializationException',
  not_implemented: 'UnknownOperationException',
};

/** Returns a refusal in the format of the AWS JSON protocols. */
export const jsonRefusal = (protocol: JsonProtocol, refusal: Refusal): Answer => {
  const { code, message } = refusal;
  if (code === 'internal') return jsonError(protocol, { status: 500, type: protocol.internal, message });
  const type = code === 'throttled' ? protocol.throttled : COMMON_ERRORS[code];
  return jsonError(protocol, { status: 400, type, message });
};

export const jsonError = (
  protocol: JsonProtocol,
  error: { readonly status?: number; readonly type: string; readonly message: string },
): Answer => jsonAnswer(protocol, { __type: error.type, message: error.message }, error.status ?? 400);

export const jsonAnswer = (protocol: JsonProtocol, output: unknown, status = 200): Answer => ({
  status,
  headers: { 'Content-Type': protocol.contentType, 'x-amzn-RequestId': randomUUID() },
  body: JSON.stringify(output),
});

/** Reads a JSON call. Returns undefined when the body is not a JSON object or is too large. */
export const readJsonCall = async (request: SignedRequest): Promise<JsonCall | undefined> => {
  const body = await readBody(request.body);
  const operation = request.headers['x-amz-target']?.split('.').at(-1) ?? 'Unknown';
  try {
    const input: unknown = body && JSON.parse(body.toString());
    if (body && typeof input === 'object' && input !== null) return { operation, input: { ...input }, body };
  } catch {
    // Not JSON.
  }
  return undefined;
};
