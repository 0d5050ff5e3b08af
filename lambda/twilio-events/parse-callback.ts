import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { CallbackFields } from '../domain/catalog/recording-callback.ts';
import { canBeSignature, type SignedRequest } from '../domain/catalog/twilio-signature.ts';
import { type Failure, fail } from '../domain/shared/failure.ts';
import { parseJson } from '../domain/shared/json-text.ts';
import { ok, type Result } from '../domain/shared/result.ts';

/** Task and worker attributes have a few kilobytes each. A longer body does not come from Twilio. */
const MAX_BODY_BYTES = 64 * 1024;
/** Twilio does not document how long a batch of Event Streams can be. Each of its events has a task's attributes. */
const MAX_EVENTS_BODY_BYTES = 1024 * 1024;
/** The end of the path of Event Streams, the only one that takes batches. With several accounts, the path begins with the account. */
export const EVENT_STREAMS_PATH = '/twilio/event-streams';
/** Twilio sends some forty fields at most. */
const MAX_FIELDS = 200;
const FORM_TYPE = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';
const PLUS = 0x2b;
const SPACE = 0x20;

/** A callback that was read, but whose signature was not verified yet. */
export interface Callback {
  readonly request: SignedRequest;
  /** Call it after the signature was verified: only Twilio may cause the work of reading a JSON body. */
  readonly readFields: () => Result<CallbackFields, Failure>;
}

/**
 * Reads a callback from a gateway event: form fields, or the members of a JSON object. Anyone can send one, so the time is
 * linear in the body's length, and the cheapest checks come first (`npm run bench:callbacks`).
 * Fails with `callback_refused` (no signature, or one that cannot be Twilio's) or `callback_unreadable` (too long, too
 * many fields, not UTF-8, another content type). `callback_malformed` is only for callbacks that Twilio has signed.
 */
export const parseCallback = (event: APIGatewayProxyEventV2): Result<Callback, Failure> => {
  const signature = event.headers['x-twilio-signature'];
  if (!signature) return fail('callback_refused', 'signature_missing');
  if (!canBeSignature(signature)) return fail('callback_refused', 'signature_malformed');
  const type = (event.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (type !== JSON_TYPE && type !== FORM_TYPE) return fail('callback_unreadable', 'content_type_unsupported');
  const encoding = event.isBase64Encoded ? 'base64' : 'utf8';
  const maxBodyBytes = event.rawPath.endsWith(EVENT_STREAMS_PATH) ? MAX_EVENTS_BODY_BYTES : MAX_BODY_BYTES;
  if (Buffer.byteLength(event.body ?? '', encoding) > maxBodyBytes) return fail('callback_unreadable', 'body_too_long');
  const bytes = Buffer.from(event.body ?? '', encoding);
  const text = utf8(type === JSON_TYPE ? bytes : withSpaces(bytes));
  if (!text.ok) return text;

  const request = { url: publicUrl(event), signature };
  if (type === JSON_TYPE) {
    const body = { kind: 'json', text: text.value } as const;
    return ok({ request: { ...request, body }, readFields: () => jsonFields(text.value) });
  }
  const fields = formFields(text.value);
  if (!fields.ok) return fields;
  const body = { kind: 'form', fields: fields.value } as const;
  return ok({ request: { ...request, body }, readFields: () => ok(fieldsSentOnce(fields.value)) });
};

/** Returns the URL that Twilio called. The gateway sets these headers itself and passes path and query on unchanged. */
const publicUrl = ({ headers, rawPath, rawQueryString }: APIGatewayProxyEventV2): string => {
  const scheme = headers['x-forwarded-proto'] === 'http' ? 'http' : 'https';
  return `${scheme}://${headers['host'] ?? ''}${rawPath}${rawQueryString ? `?${rawQueryString}` : ''}`;
};

/** Replaces each plus of a form by a space, in place. In a text of pluses alone, replacing in a string is ten times slower. */
const withSpaces = (bytes: Buffer): Buffer => {
  for (let index = 0; index < bytes.length; index += 1) if (bytes[index] === PLUS) bytes[index] = SPACE;
  return bytes;
};

const utf8 = (bytes: Buffer): Result<string, Failure> => {
  try {
    return ok(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return fail('callback_unreadable', 'body_not_utf8');
  }
};

/** Returns all values of all fields. `URLSearchParams` would accept an escape sequence that is not UTF-8. */
const formFields = (text: string): Result<Map<string, string[]>, Failure> => {
  const pairs = text
    .split('+')
    .join(' ')
    .split('&', MAX_FIELDS + 1);
  if (pairs.length > MAX_FIELDS) return fail('callback_unreadable', 'too_many_fields');
  const fields = new Map<string, string[]>();
  try {
    for (const pair of pairs) {
      if (pair === '') continue;
      const nameEnd = pair.indexOf('=');
      const name = decodeURIComponent(nameEnd < 0 ? pair : pair.slice(0, nameEnd));
      const value = nameEnd < 0 ? '' : decodeURIComponent(pair.slice(nameEnd + 1));
      const values = fields.get(name);
      if (values) values.push(value);
      else fields.set(name, [value]);
    }
    return ok(fields);
  } catch {
    return fail('callback_unreadable', 'body_not_utf8');
  }
};

/** Returns the fields that occur once. A repeated field counts for the signature only. */
const fieldsSentOnce = (fields: ReadonlyMap<string, readonly string[]>): CallbackFields =>
  new Map([...fields].flatMap(([name, [value, ...more]]) => (more.length > 0 ? [] : [[name, value ?? '']])));

const jsonFields = (text: string): Result<CallbackFields, Failure> => {
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return fail('callback_malformed', 'body_not_json');
  }
  try {
    const members = Object.entries(value).map(
      // Throws if a member is nested too deeply for `stringify`.
      ([name, member]) => [name, typeof member === 'string' ? member : JSON.stringify(member)] as const,
    );
    return ok(new Map(members));
  } catch {
    return fail('callback_malformed', 'body_not_json');
  }
};
