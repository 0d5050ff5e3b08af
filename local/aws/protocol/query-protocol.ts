import { randomUUID } from 'node:crypto';
import { element } from '../s3/s3-xml.ts';
import type { Answer } from './answer.ts';
import type { Refusal } from './refusal.ts';

/** Returns an XML answer of a service with AWS's Query protocol. */
export const queryAnswer = (body: string, status = 200): Answer => ({
  status,
  headers: { 'Content-Type': 'text/xml' },
  body,
});

export const queryError = (status: number, code: string, message: string): Answer =>
  queryAnswer(
    `<ErrorResponse><Error>${element('Type', 'Sender')}${element('Code', code)}${element('Message', message)}</Error>${element('RequestId', randomUUID())}</ErrorResponse>`,
    status,
  );

/** Returns a refusal in the format of the Query protocol. */
export const queryRefusal = ({ code, message }: Refusal): Answer => {
  if (code === 'throttled') return queryError(400, 'Throttling', message);
  if (code === 'internal') return queryError(500, 'InternalFailure', message);
  return queryError(403, NAMES[code] ?? code, message);
};

const NAMES: Readonly<Partial<Record<Refusal['code'], string>>> = {
  access_denied: 'AccessDenied',
  unknown_key: 'InvalidClientTokenId',
  bad_token: 'InvalidClientTokenId',
  signature_mismatch: 'SignatureDoesNotMatch',
  clock_skew: 'SignatureDoesNotMatch',
  anonymous: 'MissingAuthenticationToken',
};
