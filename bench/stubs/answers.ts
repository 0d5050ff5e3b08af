import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** The calls that a play can make. */
export const CALLS = ['iam', 's3', 'catalog', 'audit'] as const;
export type Call = (typeof CALLS)[number];

/** An answer in the protocol of its service. */
export interface Answer {
  readonly call: Call;
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body: string;
}

const OBJECT_BYTES = 1_911_724;
const ONE_HOUR_MS = 3_600_000;
const DYNAMODB_OPERATION = /^DynamoDB_20120810\.(GetItem|PutItem)$/;

/** The catalog's item of the recording, with facts from task events and from the company. */
const CATALOG_ITEM = {
  recording_sid: { S: `RE${'0123456789abcdef'.repeat(2)}` },
  account_sid: { S: `AC${'0a'.repeat(16)}` },
  call_sid: { S: `CA${'1'.repeat(32)}` },
  started_at: { S: '2026-11-20T09:30:00.000Z' },
  duration_seconds: { N: '119' },
  channels: { N: '2' },
  status: { S: 'completed' },
  agent_worker_sid: { S: `WK${'2'.repeat(32)}` },
  queue: { S: 'Support' },
  team: { S: 'Berlin' },
  tags: { L: [{ S: 'complaint' }] },
  restricted: { BOOL: false },
};

interface Question {
  readonly method: string;
  readonly path: string;
  readonly target: string | undefined;
  readonly range: string | undefined;
}

/** Returns a successful answer to a call of a play, or undefined for another call. */
export const answerTo = ({ method, path, target, range }: Question): Answer | undefined => {
  if (target !== undefined) {
    const [, operation] = DYNAMODB_OPERATION.exec(target) ?? [];
    if (operation === 'GetItem') return dynamoDb('catalog', { Item: CATALOG_ITEM });
    return operation === 'PutItem' ? dynamoDb('audit', {}) : undefined;
  }
  if (method === 'POST' && path.endsWith('/Tokens/validate')) return iam();
  return method === 'GET' && range === FIRST_BYTES_RANGE ? s3FirstBytes() : undefined;
};

const iam = (): Answer => {
  const body = JSON.stringify({
    valid: true,
    code: 0,
    message: null,
    expiration: new Date(Date.now() + ONE_HOUR_MS).toISOString(),
    realm_user_id: 'supervisor@example.com',
    identity: 'supervisor_40example_2Ecom',
    roles: ['supervisor'],
    worker_sid: `WK${'3'.repeat(32)}`,
  });
  return {
    call: 'iam',
    status: 200,
    headers: { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) },
    body,
  };
};

const dynamoDb = (call: Call, value: unknown): Answer => {
  const body = JSON.stringify(value);
  return {
    call,
    status: 200,
    headers: {
      Server: 'Server',
      'Content-Type': 'application/x-amz-json-1.0',
      'Content-Length': Buffer.byteLength(body),
      'x-amzn-RequestId': randomBytes(26).toString('hex').toUpperCase(),
      'x-amz-crc32': crc32(body),
    },
    body,
  };
};

/** The beginning of a WAV file: the bytes in which the url-provider looks for the format. */
const FIRST_BYTES = Buffer.alloc(1_445);
FIRST_BYTES.write('RIFF____WAVE', 'latin1');
const FIRST_BYTES_RANGE = `bytes=0-${FIRST_BYTES.length - 1}`;

const s3FirstBytes = (): Answer => ({
  call: 's3',
  status: 206,
  headers: {
    'x-amz-id-2': randomBytes(48).toString('base64'),
    'x-amz-request-id': randomBytes(8).toString('hex').toUpperCase(),
    'Last-Modified': 'Fri, 20 Nov 2026 09:32:04 GMT',
    ETag: '"0123456789abcdef0123456789abcdef"',
    'x-amz-server-side-encryption': 'AES256',
    'x-amz-version-id': '3sL4kqtJlcpXroDTDmJ.rmSpXd3dIbrHY',
    'Accept-Ranges': 'bytes',
    'Content-Type': 'audio/x-wav',
    'Content-Length': FIRST_BYTES.length,
    'Content-Range': `bytes 0-${FIRST_BYTES.length - 1}/${OBJECT_BYTES}`,
    Server: 'AmazonS3',
  },
  body: FIRST_BYTES.toString('latin1'),
});
