import { err, ok, type Result } from '../../../lambda/domain/shared/result.ts';
import { type AwsRequest, singleParameter } from '../protocol/aws-request.ts';
import type { Refusal } from '../protocol/refusal.ts';

/** The signature parameters of a request. They are not verified yet. */
export interface SignatureClaim {
  readonly via: 'header' | 'query';
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
  readonly signedAt: Date;
  readonly signedHeaders: readonly string[];
  /** Lower-case hexadecimal. */
  readonly signature: string;
  readonly sessionToken?: string;
  /** The lifetime of a presigned link. */
  readonly expiresInSeconds?: number;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
const AUTHORIZATION = /^AWS4-HMAC-SHA256 Credential=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([^,\s]+)$/;
const SIGNATURE = /^[0-9a-f]{64}$/;
const TIMESTAMP = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;
const MAX_LINK_SECONDS = 604_800;

/** Parses the signature parameters of a signed request or a presigned link. Fails with `anonymous`, `malformed` or `unsigned_headers`. */
export const readSignatureClaim = (request: AwsRequest): Result<SignatureClaim, Refusal> => {
  const { authorization } = request.headers;
  const isPresigned = Object.keys(request.query).some(name => /^x-amz-(algorithm|credential|signature)$/i.test(name));
  if (authorization !== undefined && isPresigned) return malformed('Only one auth mechanism allowed');
  if (authorization === undefined && !isPresigned)
    return err({ code: 'anonymous', message: 'The request is not signed' });

  const parts = authorization === undefined ? queryParts(request) : headerParts(request, authorization);
  if (!parts) return malformed('The signature parameters are incomplete or malformed');
  const [accessKeyId, day, region, service, terminator, ...excess] = parts.credential.split('/');
  const signedAt = timestamp(parts.date);
  const scopeFits = terminator === 'aws4_request' && excess.length === 0 && day === parts.date.slice(0, 8);
  if (!accessKeyId || !region || !service || !signedAt || !scopeFits)
    return malformed('The credential scope is malformed');
  if (!SIGNATURE.test(parts.signature)) return malformed('The signature is malformed');

  const signedHeaders = parts.signedHeaders.split(';');
  if (!signedHeaders.includes('host')) return malformed('The host header is not signed');
  const unsigned = Object.keys(request.headers).filter(
    name => name.startsWith('x-amz-') && !signedHeaders.includes(name),
  );
  if (unsigned.length > 0) {
    return err({
      code: 'unsigned_headers',
      message: `There were headers present which were not signed: ${unsigned.join()}`,
    });
  }
  return ok({
    via: authorization === undefined ? 'query' : 'header',
    accessKeyId,
    region,
    service,
    signedAt,
    signedHeaders,
    signature: parts.signature,
    ...(parts.sessionToken !== undefined && { sessionToken: parts.sessionToken }),
    ...(parts.expiresInSeconds !== undefined && { expiresInSeconds: parts.expiresInSeconds }),
  });
};

interface Parts {
  readonly credential: string;
  readonly date: string;
  readonly signedHeaders: string;
  readonly signature: string;
  readonly sessionToken?: string | undefined;
  readonly expiresInSeconds?: number;
}

const headerParts = ({ headers }: AwsRequest, authorization: string): Parts | undefined => {
  const [, credential, signedHeaders, signature] = AUTHORIZATION.exec(authorization) ?? [];
  const date = headers['x-amz-date'];
  if (!credential || !signedHeaders || !signature || !date) return undefined;
  return { credential, date, signedHeaders, signature, sessionToken: headers['x-amz-security-token'] };
};

const queryParts = (request: AwsRequest): Parts | undefined => {
  // The canonical request omits X-Amz-Signature in any spelling, so a second spelling would be an unsigned parameter.
  const signatureNames = Object.keys(request.query).filter(name => name.toLowerCase() === 'x-amz-signature');
  const credential = singleParameter(request, 'X-Amz-Credential');
  const date = singleParameter(request, 'X-Amz-Date');
  const signedHeaders = singleParameter(request, 'X-Amz-SignedHeaders');
  const signature = singleParameter(request, 'X-Amz-Signature');
  const expires = singleParameter(request, 'X-Amz-Expires') ?? '';
  const expiresInSeconds = /^\d{1,6}$/.test(expires) ? Number(expires) : 0;
  if (singleParameter(request, 'X-Amz-Algorithm') !== ALGORITHM || signatureNames.length !== 1) return undefined;
  if (!credential || !date || !signedHeaders || !signature) return undefined;
  if (expiresInSeconds < 1 || expiresInSeconds > MAX_LINK_SECONDS) return undefined;
  const sessionToken = singleParameter(request, 'X-Amz-Security-Token');
  return { credential, date, signedHeaders, signature, sessionToken, expiresInSeconds };
};

const timestamp = (text: string): Date | undefined => {
  const iso = text.replace(TIMESTAMP, '$1-$2-$3T$4:$5:$6Z');
  const date = new Date(iso);
  return TIMESTAMP.test(text) && !Number.isNaN(date.getTime()) ? date : undefined;
};

const malformed = (message: string): Result<never, Refusal> => err({ code: 'malformed', message });
