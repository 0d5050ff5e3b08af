import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { err, ok, type Result } from '../../../lambda/domain/shared/result.ts';
import type { Refusal } from './refusal.ts';

/** A received call, not verified yet. */
export interface AwsRequest {
  readonly method: string;
  /** The client's address. */
  readonly remoteAddress: string;
  /** Path and query as received. */
  readonly target: string;
  /** Percent-encoded as received, without the query. */
  readonly path: string;
  /** Decoded. A repeated name has a list. */
  readonly query: Readonly<Record<string, string | string[]>>;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable;
}

/** The largest accepted body of a JSON call: DynamoDB's limit. */
const MAX_BUFFERED_BYTES = 16 * 1024 * 1024;

export const parseRequest = (message: IncomingMessage): Result<AwsRequest, Refusal> => {
  const url = message.url ?? '/';
  const mark = url.indexOf('?');
  const query: Record<string, string | string[]> = Object.create(null);
  try {
    for (const part of mark < 0 ? [] : url.slice(mark + 1).split('&')) {
      if (part === '') continue;
      const equals = part.indexOf('=');
      const name = decodeURIComponent(equals < 0 ? part : part.slice(0, equals));
      const value = equals < 0 ? '' : decodeURIComponent(part.slice(equals + 1));
      const earlier = query[name];
      query[name] = earlier === undefined ? value : [earlier, value].flat();
    }
  } catch {
    return err({ code: 'malformed', message: 'The query is not valid percent-encoding' });
  }
  const headers = Object.entries(message.headers).map(([name, value]) => [name, [value].flat().join(',')] as const);
  return ok({
    method: message.method ?? 'GET',
    remoteAddress: message.socket.remoteAddress ?? '',
    target: url,
    path: mark < 0 ? url : url.slice(0, mark),
    query,
    headers: Object.fromEntries(headers),
    body: message,
  });
};

/** Returns a query parameter, or undefined when it is absent or repeated. */
export const singleParameter = (request: AwsRequest, name: string): string | undefined => {
  const value = request.query[name];
  return typeof value === 'string' ? value : undefined;
};

/** Returns whether the request has a body. */
export const hasBody = ({ headers }: AwsRequest): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** Reads the whole body. Returns undefined when it is larger than any JSON service accepts. */
export const readBody = async (body: Readable): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > MAX_BUFFERED_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};
