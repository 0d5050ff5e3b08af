import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { LOCAL_ACCOUNT } from '../../template/local-account.ts';
import type { Answer } from '../protocol/answer.ts';
import type { AwsRequest } from '../protocol/aws-request.ts';
import type { Bucket } from './s3-operation.ts';

/** S3 takes hours. Lines that come within this time share an object. */
const DELIVERED_AFTER_MS = 300;
const OWNER = `${LOCAL_ACCOUNT}79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d521`;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A request that has been answered. */
interface LoggedRequest {
  readonly request: AwsRequest;
  readonly key: string;
  readonly answer: Answer;
  /** ARN; `-` if the signature was refused. */
  readonly requester: string;
  readonly receivedAt: Date;
  readonly sentBytes: number;
  readonly tookMs: number;
}

/** Writes the server access log of one bucket into another one. */
export interface AccessLog {
  readonly add: (logged: LoggedRequest) => void;
  /** Drops what has not been delivered: S3 promises nothing either. */
  readonly close: () => void;
}

export const createAccessLog = (source: Bucket, target: Bucket, prefix: string): AccessLog => {
  let lines: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  const deliver = async (): Promise<void> => {
    timer = undefined;
    const text = lines.join('');
    lines = [];
    const staged = await target.store.stage(Readable.from([Buffer.from(text)]));
    const stamp = new Date().toISOString().slice(0, 19).replace(/[T:]/g, '-');
    const name = `${prefix}${stamp}-${randomBytes(8).toString('hex').toUpperCase()}`;
    target.reportCreated(target.store.put(name, staged, { 'content-type': 'text/plain' }));
  };
  return {
    add: logged => {
      lines.push(`${accessLogLine(source.bucketName, logged)}\n`);
      timer ??= setTimeout(() => void deliver().catch(() => undefined), DELIVERED_AFTER_MS);
    },
    close: () => clearTimeout(timer),
  };
};

/** Returns a line in S3's format ("Amazon S3 server access log format"): user input keeps its quotes, unknown fields are `-`. */
const accessLogLine = (bucketName: string, logged: LoggedRequest): string => {
  const { request, key, answer, requester, receivedAt, sentBytes, tookMs } = logged;
  const headers = new Map(Object.entries(answer.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
  const errorCode = /<Error><Code>([^<]*)</.exec(typeof answer.body === 'string' ? answer.body : '')?.[1];
  const subresource = key === '' ? 'BUCKET' : 'OBJECT';
  return [
    OWNER,
    bucketName,
    `[${timeOf(receivedAt)}]`,
    request.remoteAddress,
    requester,
    String(headers.get('x-amz-request-id') ?? randomBytes(8).toString('hex').toUpperCase()),
    `REST.${request.method}.${subresource}`,
    key === '' ? '-' : encodeURIComponent(encodeURIComponent(key)).replaceAll('%252F', '/'),
    `"${request.method} ${request.target} HTTP/1.1"`,
    answer.status,
    errorCode ?? '-',
    sentBytes || '-',
    sizeOf(headers),
    tookMs,
    tookMs,
    quoted(request.headers['referer']),
    quoted(request.headers['user-agent']),
    headers.get('x-amz-version-id') ?? '-',
    headers.get('x-amz-id-2') ?? '-',
    'SigV4',
    '-',
    authenticationOf(request),
    request.headers['host'] ?? '-',
    '- - - us-east-1',
  ].join(' ');
};

const timeOf = (at: Date): string => {
  const [day, month, year] = [at.getUTCDate(), MONTHS[at.getUTCMonth()], at.getUTCFullYear()];
  return `${String(day).padStart(2, '0')}/${month}/${year}:${at.toISOString().slice(11, 19)} +0000`;
};

const quoted = (header: string | undefined): string => `"${header === undefined || header === '' ? '-' : header}"`;

const sizeOf = (headers: ReadonlyMap<string, string | number>): string => {
  const whole = /\/(\d+)$/.exec(String(headers.get('content-range') ?? ''))?.[1];
  return whole ?? String(headers.get('content-length') ?? '-');
};

const authenticationOf = ({ query, headers }: AwsRequest): string => {
  if (query['X-Amz-Signature'] !== undefined) return 'QueryString';
  return headers['authorization'] === undefined ? '-' : 'AuthHeader';
};
