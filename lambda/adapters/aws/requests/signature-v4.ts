import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';
import type { AwsService } from '../endpoint.ts';
import type { AwsCredentials } from './aws-credentials.ts';
import { escapeUri, queryString } from './query-string.ts';

/** A request as it is sent, but without a signature. */
export interface UnsignedRequest {
  readonly method: 'GET' | 'POST';
  /** Escaped. */
  readonly path: string;
  /** Not escaped. */
  readonly query: Readonly<Record<string, string>>;
  /** All of them are signed. Names are in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

/** Who signs, and when. */
export interface Signing {
  readonly credentials: AwsCredentials;
  readonly at: Date;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
const TERMINATOR = 'aws4_request';
const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD';

/** The name of a service in a signature: one that the functions use, or one that only the command lines use. */
export type SigningName = AwsService | 'monitoring' | 'sns' | 'sts';

/**
 * Signs requests by AWS's Signature Version 4 ("Create a signed AWS API request" in the IAM guide).
 * test/contract/aws-signatures.test.ts compares each signature with the SDK's. The SDK's signer accepts any request, and
 * therefore takes several times as long: it copies the request, and searches it for headers that these requests do not have.
 */
export class SignatureV4 {
  readonly #service: SigningName;
  readonly #region: string;
  /** The last derived key. It changes each day, and when the role's session is renewed. */
  #derived: { readonly from: string; readonly key: KeyObject } | undefined;

  constructor({ service, region }: { readonly service: SigningName; readonly region: string }) {
    this.#service = service;
    this.#region = region;
  }

  /** Returns the headers of a request with its signature. */
  sign(request: UnsignedRequest, { credentials, at }: Signing): Record<string, string> {
    const timestamp = timestampOf(at);
    const payloadHash = hash('sha256', request.body ?? '');
    const headers: Record<string, string> = {
      ...request.headers,
      'x-amz-date': timestamp,
      ...(credentials.sessionToken && { 'x-amz-security-token': credentials.sessionToken }),
      'x-amz-content-sha256': payloadHash,
    };
    const names = Object.keys(headers).sort();
    const scope = this.#scope(timestamp);
    const signature = this.#signatureOf({ ...request, headers }, { names, payloadHash, credentials, timestamp, scope });
    headers['authorization'] =
      `${ALGORITHM} Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
    return headers;
  }

  /**
   * Returns the query of a presigned request, for whose body no hash is known. It signs the header `host`, and no other.
   * @param expiresInSeconds at most a week
   */
  presign(request: UnsignedRequest, expiresInSeconds: number, { credentials, at }: Signing): Record<string, string> {
    const timestamp = timestampOf(at);
    const scope = this.#scope(timestamp);
    const query: Record<string, string> = {
      ...request.query,
      'X-Amz-Content-Sha256': UNSIGNED_PAYLOAD,
      ...(credentials.sessionToken && { 'X-Amz-Security-Token': credentials.sessionToken }),
      'X-Amz-Algorithm': ALGORITHM,
      'X-Amz-Credential': `${credentials.accessKeyId}/${scope}`,
      'X-Amz-Date': timestamp,
      'X-Amz-Expires': String(expiresInSeconds),
      'X-Amz-SignedHeaders': 'host',
    };
    const parts = { names: ['host'], payloadHash: UNSIGNED_PAYLOAD, credentials, timestamp, scope };
    query['X-Amz-Signature'] = this.#signatureOf({ ...request, query }, parts);
    return query;
  }

  #signatureOf(
    { method, path, query, headers }: UnsignedRequest,
    { names, payloadHash, credentials, timestamp, scope }: SignedParts,
  ): string {
    const canonicalHeaders = names.map(name => `${name}:${canonicalValue(headers[name] ?? '')}\n`).join('');
    const canonical = `${method}\n${this.#canonicalPath(path)}\n${queryString(query)}\n${canonicalHeaders}\n${names.join(';')}\n${payloadHash}`;
    const toSign = `${ALGORITHM}\n${timestamp}\n${scope}\n${hash('sha256', canonical)}`;
    return createHmac('sha256', this.#signingKey(credentials, timestamp)).update(toSign).digest('hex');
  }

  /** S3 checks the signature of the path as it is sent. The other services check that of the path escaped once more. */
  #canonicalPath(path: string): string {
    return this.#service === 's3' || path === '/' ? path : path.split('/').map(escapeUri).join('/');
  }

  #scope(timestamp: string): string {
    return `${dayOf(timestamp)}/${this.#region}/${this.#service}/${TERMINATOR}`;
  }

  /** As a key object, because Node needs longer to check a key of bytes than to compute the signature. */
  #signingKey({ secretAccessKey }: AwsCredentials, timestamp: string): KeyObject {
    const day = dayOf(timestamp);
    const from = `${secretAccessKey}/${day}`;
    if (this.#derived?.from === from) return this.#derived.key;
    const initial: Buffer = Buffer.from(`AWS4${secretAccessKey}`);
    const key = createSecretKey([day, this.#region, this.#service, TERMINATOR].reduce(hmac, initial));
    this.#derived = { from, key };
    return key;
  }
}

interface SignedParts {
  /** Names of the signed headers, sorted. */
  readonly names: readonly string[];
  readonly payloadHash: string;
  readonly credentials: AwsCredentials;
  readonly timestamp: string;
  readonly scope: string;
}

const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** Such as `20261124T023414Z`. */
const timestampOf = (at: Date): string => {
  const [date = '', time = ''] = at.toISOString().split('T');
  return `${date.replaceAll('-', '')}T${time.slice(0, 8).replaceAll(':', '')}Z`;
};

/** Such as `20261124`. */
const dayOf = (timestamp: string): string => timestamp.slice(0, 8);

const canonicalValue = (value: string): string => value.trim().replaceAll(/ {2,}/g, ' ');
