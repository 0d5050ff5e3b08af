import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { CallbackFields } from '../domain/catalog/recording-callback.ts';
import type { SignedRequest } from '../domain/catalog/twilio-signature.ts';
import { type Failure, fail } from '../domain/shared/failure.ts';
import { ok, type Result } from '../domain/shared/result.ts';

/** Task and worker attributes are a few kilobytes each; a longer body is not Twilio's. */
const MAX_BODY_BYTES = 64 * 1024;

/** A callback that has been read and not yet believed. */
export interface Callback {
  readonly request: SignedRequest;
  readonly fields: CallbackFields;
}

/**
 * Reads a callback off a gateway event: form fields, or the members of a JSON object.
 * Fails with `callback_refused` (no signature) or `callback_unreadable` (too long, not UTF-8, of another type). The
 * latter is not `callback_malformed`, which is only said of what Twilio signed: this anyone can send.
 */
export const parseCallback = (event: APIGatewayProxyEventV2): Result<Callback, Failure> => {
  const signature = event.headers['x-twilio-signature'];
  if (!signature) return fail('callback_refused', 'signature_missing');
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > MAX_BODY_BYTES) return fail('callback_unreadable', 'body_too_long');
  const text = utf8(bytes);
  if (text === undefined) return fail('callback_unreadable', 'body_not_utf8');

  const url = publicUrl(event);
  const type = (event.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (type === 'application/json') {
    const fields = jsonFields(text);
    return fields
      ? ok({ request: { url, signature, body: { kind: 'json', text } }, fields })
      : fail('callback_unreadable', 'body_not_json');
  }
  if (type !== 'application/x-www-form-urlencoded') return fail('callback_unreadable', 'content_type_unsupported');
  const form = formFields(text);
  if (!form) return fail('callback_unreadable', 'body_not_utf8');
  const fields = new Map(
    [...form].flatMap(([name, [value, ...more]]) => (more.length > 0 ? [] : [[name, value ?? '']])),
  );
  return ok({ request: { url, signature, body: { kind: 'form', fields: form } }, fields });
};

/** The URL that Twilio called. The gateway sets these headers itself and passes path and query on as they came. */
const publicUrl = ({ headers, rawPath, rawQueryString }: APIGatewayProxyEventV2): string => {
  const scheme = headers['x-forwarded-proto'] === 'http' ? 'http' : 'https';
  return `${scheme}://${headers['host'] ?? ''}${rawPath}${rawQueryString ? `?${rawQueryString}` : ''}`;
};

const utf8 = (bytes: Buffer): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

/** Every value of every field; undefined when an escape sequence is no UTF-8, which `URLSearchParams` would gloss over. */
const formFields = (text: string): Map<string, string[]> | undefined => {
  const fields = new Map<string, string[]>();
  try {
    for (const pair of text.split('&')) {
      if (pair === '') continue;
      const [name = '', ...value] = pair.split('=').map(part => part.replaceAll('+', ' '));
      const key = decodeURIComponent(name);
      fields.set(key, [...(fields.get(key) ?? []), decodeURIComponent(value.join('='))]);
    }
    return fields;
  } catch {
    return undefined;
  }
};

const jsonFields = (text: string): CallbackFields | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return new Map(
      Object.entries(value).map(([name, member]) => [
        name,
        typeof member === 'string' ? member : JSON.stringify(member),
      ]),
    );
  } catch {
    return undefined;
  }
};
