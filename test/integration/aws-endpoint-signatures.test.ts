import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AwsEndpoint } from '../../local/aws/endpoint.ts';
import { BUCKET, clientsOf, outcomeOf, startEndpoint, TABLE } from '../support/aws-endpoint.ts';

const KEY = 'AC1/RE 1+ü';
const SOUND = 'the sound of a call';
const MINUTE_MS = 60_000;

let endpoint: AwsEndpoint;
/** How far the endpoint's clock is ahead. */
let aheadMs = 0;
const allowed = { Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::${BUCKET}/AC1/*` };

beforeAll(async () => {
  const roles = { Reader: [allowed], Other: [{ ...allowed, Resource: `arn:aws:s3:::${BUCKET}/AC2/*` }] };
  endpoint = await startEndpoint(roles, { now: () => new Date(Date.now() + aheadMs) });
  for (const Key of [KEY, 'AC1/RE2', 'AC2/RE1']) {
    await clientsOf(endpoint).s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: SOUND }));
  }
});
beforeEach(() => {
  aheadMs = 0;
});
afterAll(() => endpoint.close());

const presign = (roleId = 'Reader', Key = KEY, more: Partial<GetObjectCommand['input']> = {}) => {
  const command = new GetObjectCommand({ Bucket: BUCKET, Key, ResponseContentType: 'audio/wav', ...more });
  return getSignedUrl(clientsOf(endpoint, roleId).s3, command, { expiresIn: 120 });
};

/** Sends a target exactly as given: `fetch` would tidy it up first. */
const send = (target: string, options: { method?: string; headers?: Record<string, string>; body?: string } = {}) =>
  new Promise<{ status: number; text: string }>((resolve, reject) => {
    const { body, ...head } = options;
    const outgoing = httpRequest(endpoint.url, { ...head, path: target }, async response => {
      let text = '';
      for await (const chunk of response) text += chunk;
      resolve({ status: response.statusCode ?? 0, text });
    });
    outgoing.on('error', reject).end(body);
  });

const targetOf = (url: string) => url.slice(new URL(url).origin.length);
const codeOf = (text: string) => /<Code>(\w+)<\/Code>/.exec(text)?.[1];

describe('a presigned link', () => {
  it('gives the object, with the pinned headers, without any other credentials', async () => {
    const answer = await fetch(await presign());
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([200, 'audio/wav', SOUND]);
  });

  it('carries the session token of the role that signed it, and not its secret', async () => {
    const { sessionToken, secretAccessKey } = endpoint.credentialsFor('Reader');
    const query = new URL(await presign()).searchParams;
    expect(query.get('X-Amz-Security-Token')).toBe(sessionToken);
    expect([...query.values()].join()).not.toContain(secretAccessKey);
  });

  it('is refused with any one character changed', async () => {
    const target = targetOf(await presign());
    const accepted: string[] = [];
    for (let index = 1; index < target.length; index += 1) {
      const changed = target.slice(0, index) + (target[index] === 'x' ? 'y' : 'x') + target.slice(index + 1);
      const { status, text } = await send(changed);
      if (status < 400 || text.includes(SOUND)) accepted.push(changed);
    }
    expect(accepted).toEqual([]);
  });

  it('is refused with any one letter in the other case, where that is not the same percent-encoding', async () => {
    const target = targetOf(await presign());
    const accepted: string[] = [];
    for (const { index, 0: letter } of target.matchAll(/(?<!%|%.)[A-Za-z]/g)) {
      const other = letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
      const { status } = await send(target.slice(0, index) + other + target.slice(index + 1));
      if (status < 400) accepted.push(`${letter} at ${index}`);
    }
    expect(accepted).toEqual([]);
  });

  it.each<[string, (target: string) => string]>([
    ['an unsigned parameter added', target => `${target}&versionId=1`],
    ['an empty parameter added', target => `${target}&x`],
    ['the signature given twice', target => `${target}&X-Amz-Signature=${/Signature=(\w+)/.exec(target)?.[1]}`],
    ['another spelling of the signature added', target => `${target}&x-amz-signature=0`],
    ['a parameter repeated', target => `${target}&X-Amz-Expires=120`],
    ['the pinned content type taken away', target => target.replace(/&response-content-type=[^&]*/, '')],
    ['the pinned content type changed', target => target.replace('audio%2Fwav', 'text%2Fhtml')],
    ['a longer life', target => target.replace('X-Amz-Expires=120', 'X-Amz-Expires=3600')],
    ['a life beyond the maximum', target => target.replace('X-Amz-Expires=120', 'X-Amz-Expires=604801')],
    ['no life given', target => target.replace('&X-Amz-Expires=120', '')],
    ['the session token taken away', target => target.replace(/&X-Amz-Security-Token=[^&]*/, '')],
    ['the signature taken away', target => target.replace(/&X-Amz-Signature=[^&]*/, '')],
    ['the signature emptied', target => target.replace(/&X-Amz-Signature=[^&]*/, '&X-Amz-Signature=')],
    ['all of the signature taken away', target => target.replace(/\?.*/, '')],
    ['no signed headers', target => target.replace('X-Amz-SignedHeaders=host', 'X-Amz-SignedHeaders=')],
    ['another object', target => target.replace(/^[^?]*/, `/${BUCKET}/AC1/RE2`)],
    ['a dotted path to another object', target => target.replace(/^[^?]*/, `/${BUCKET}/AC1/x/../RE2`)],
    ['broken percent-encoding', target => `${target}&a=%`],
    ['broken percent-encoding of the path', target => target.replace(/^[^?]*/, `/${BUCKET}/%E0`)],
  ])('is refused with %s', async (_, change) => {
    const target = targetOf(await presign());
    const changed = change(target);
    expect(changed).not.toBe(target);
    const { status, text } = await send(changed);
    expect({ refused: status >= 400 && status < 500, leaks: text.includes(SOUND) }).toEqual({
      refused: true,
      leaks: false,
    });
  });

  it.each(['HEAD', 'PUT', 'DELETE', 'POST'])('is refused with the method %s', async method => {
    const { status } = await send(targetOf(await presign()), { method });
    expect(status).toBe(403);
    expect((await fetch(await presign())).status).toBe(200);
  });

  it.each<[string, Record<string, string>]>([
    ['an amz header that was not signed', { 'x-amz-meta-a': 'b' }],
    ['another host', { Host: 'elsewhere' }],
    [
      'a second signature in the header',
      {
        Authorization:
          'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0',
      },
    ],
  ])('is refused with %s', async (_, headers) => {
    const { status } = await send(targetOf(await presign()), { headers });
    expect([400, 403]).toContain(status);
  });

  it('is refused with a body', async () => {
    const { status } = await send(targetOf(await presign()), { body: 'x', headers: { 'Content-Length': '1' } });
    expect(status).toBe(400);
  });

  it('ends when its time is over, and not before', async () => {
    const target = targetOf(await presign());
    aheadMs = 119_000 - 1_000;
    expect((await send(target)).status).toBe(200);
    aheadMs = 121_000;
    const { status, text } = await send(target);
    expect([status, codeOf(text), /Request has expired/.test(text)]).toEqual([403, 'AccessDenied', true]);
  });

  it('is refused when it was signed far in the future', async () => {
    const target = targetOf(await presign());
    aheadMs = -16 * MINUTE_MS;
    expect(codeOf((await send(target)).text)).toBe('RequestTimeTooSkewed');
  });

  it('gives no more than its signer may read', async () => {
    const answer = await fetch(await presign('Other'));
    expect([answer.status, codeOf(await answer.text())]).toEqual([403, 'AccessDenied']);
    expect((await fetch(await presign('Other', 'AC2/RE1'))).status).toBe(200);
  });

  it('may carry parameters that S3 does not know, as long as they are signed', async () => {
    const { s3 } = clientsOf(endpoint, 'Reader');
    s3.middlewareStack.add(
      next => args => {
        Object.assign((args.request as { query: Record<string, string> }).query, { 'x-audit-id': 'e1' });
        return next(args);
      },
      { step: 'build' },
    );
    const url = await getSignedUrl(s3, new GetObjectCommand({ Bucket: BUCKET, Key: KEY }));
    expect(url).toContain('x-audit-id=e1');
    expect((await fetch(url)).status).toBe(200);
    expect((await fetch(url.replace('x-audit-id=e1', 'x-audit-id=e2'))).status).toBe(403);
  });

  it('made for HEAD answers HEAD', async () => {
    const command = new HeadObjectCommand({ Bucket: BUCKET, Key: KEY });
    const answer = await fetch(await getSignedUrl(clientsOf(endpoint, 'Reader').s3, command), { method: 'HEAD' });
    expect([answer.status, answer.headers.get('content-length')]).toEqual([200, String(SOUND.length)]);
  });

  it('has to be signed for the region of the bucket', async () => {
    const credentials = endpoint.credentialsFor('Reader');
    const elsewhere = new S3Client({ endpoint: endpoint.url, region: 'eu-west-1', credentials });
    const answer = await fetch(await getSignedUrl(elsewhere, new GetObjectCommand({ Bucket: BUCKET, Key: KEY })));
    expect([answer.status, /expecting 'us-east-1'/.test(await answer.text())]).toEqual([400, true]);
  });
});

describe('a call that is signed in its header', () => {
  const put = (credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }) => {
    const client = new S3Client({ endpoint: endpoint.url, region: 'us-east-1', credentials, maxAttempts: 1 });
    return outcomeOf(client.send(new GetObjectCommand({ Bucket: BUCKET, Key: KEY })));
  };

  it.each<[string, (real: { accessKeyId: string; secretAccessKey: string; sessionToken: string }) => object, string]>([
    ['as it should be', real => real, 'ok'],
    ['with another secret', real => ({ ...real, secretAccessKey: 'guess' }), 'SignatureDoesNotMatch 403'],
    ['with an unknown key id', real => ({ ...real, accessKeyId: 'ASIAUNKNOWN' }), 'InvalidAccessKeyId 403'],
    [
      "with another's session token",
      real => ({ ...real, sessionToken: endpoint.credentialsFor('Other').sessionToken }),
      'InvalidToken 400',
    ],
    ['without its session token', ({ sessionToken, ...real }) => real, 'InvalidToken 400'],
    [
      'by the administrator with a session token',
      ({ sessionToken }) => ({ ...endpoint.admin, sessionToken }),
      'InvalidToken 400',
    ],
  ])('%s', async (_, change, expected) => {
    expect(await put(change(endpoint.credentialsFor('Reader')) as Parameters<typeof put>[0])).toBe(expected);
  });

  it.each([16, -16])('is refused with a clock %i minutes away', async minutes => {
    aheadMs = minutes * MINUTE_MS;
    // The SDK corrects its clock and tries again, so one attempt only.
    expect(await put(endpoint.admin)).toBe('RequestTimeTooSkewed 403');
  });

  /** Signs a call with the SDK, and keeps it instead of sending it. */
  const capture = async (send: (clients: ReturnType<typeof clientsOf>) => Promise<unknown>) => {
    const clients = clientsOf(endpoint);
    let captured: { method: string; path: string; headers: Record<string, string>; body: string } | undefined;
    for (const client of [clients.s3, clients.dynamodb, clients.secrets]) {
      client.config.requestHandler.handle = async request => {
        captured = { ...request, path: `${request.path}${querySuffix(request.query)}` } as typeof captured & object;
        throw new Error('captured');
      };
    }
    await send(clients).catch(() => undefined);
    if (!captured) throw new Error('nothing was sent');
    return captured;
  };
  const querySuffix = (query: object = {}) =>
    Object.keys(query).length > 0 ? `?${new URLSearchParams({ ...query })}` : '';
  const replay = (call: { method: string; path: string; headers: Record<string, string>; body?: string }) => {
    const { path, method, headers, body } = call;
    return send(path, {
      method,
      headers: { ...headers, ...(body && { 'Content-Length': String(Buffer.byteLength(body)) }) },
      ...(body && { body }),
    });
  };
  const putCall = () =>
    capture(({ s3 }) =>
      s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'AC1/written', Body: 'honest', ContentType: 'audio/wav' })),
    );

  it('passes when it is replayed as it was', async () => {
    expect((await replay(await putCall())).status).toBe(200);
  });

  it.each<[string, string, (call: Awaited<ReturnType<typeof putCall>>) => object]>([
    ['another body', 'XAmzContentSHA256Mismatch', () => ({ body: 'forged' })],
    ['a longer body', 'SignatureDoesNotMatch', () => ({ body: 'honest, but more' })],
    ['another path', 'SignatureDoesNotMatch', () => ({ path: `/${BUCKET}/AC1/elsewhere` })],
    ['another method', 'SignatureDoesNotMatch', () => ({ method: 'POST' })],
    ['a query', 'SignatureDoesNotMatch', call => ({ path: `${call.path}&partNumber=1` })],
    [
      'an unsigned payload declared',
      'SignatureDoesNotMatch',
      ({ headers }) => ({ headers: { ...headers, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } }),
    ],
    [
      'another content hash declared',
      'SignatureDoesNotMatch',
      ({ headers }) => ({
        headers: { ...headers, 'x-amz-content-sha256': createHash('sha256').update('forged').digest('hex') },
        body: 'forged',
      }),
    ],
    [
      'a payload scheme that is not known',
      'NotImplemented',
      ({ headers }) => ({ headers: { ...headers, 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' } }),
    ],
    [
      'an amz header that was not signed',
      'AccessDenied',
      ({ headers }) => ({ headers: { ...headers, 'x-amz-storage-class': 'GLACIER' } }),
    ],
    [
      'a malformed authorization',
      'AuthorizationHeaderMalformed',
      ({ headers }) => ({ headers: { ...headers, authorization: 'AWS4-HMAC-SHA256 nonsense' } }),
    ],
    [
      'another scheme',
      'AuthorizationHeaderMalformed',
      ({ headers }) => ({ headers: { ...headers, authorization: 'Bearer x' } }),
    ],
    ['no authorization', 'AccessDenied', ({ headers: { authorization, ...rest } }) => ({ headers: rest })],
  ])('is refused with %s, and nothing is written', async (_, code, change) => {
    const call = await putCall();
    const { s3 } = clientsOf(endpoint);
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'AC1/written', Body: 'before' }));
    const { status, text } = await replay({ ...call, ...change(call) });
    expect([status >= 400, codeOf(text)]).toEqual([true, code]);
    const now = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'AC1/written' }));
    expect(await now.Body?.transformToString()).toBe('before');
  });

  it('to a JSON service is refused with another body, and in that service’s own format', async () => {
    const { ListTablesCommand } = await import('@aws-sdk/client-dynamodb');
    const call = await capture(({ dynamodb }) => dynamodb.send(new ListTablesCommand({ Limit: 1 })));
    expect(JSON.parse((await replay(call)).text)).toMatchObject({ TableNames: [TABLE] });
    const forged = await replay({ ...call, body: '{"Limit":2}' });
    expect([forged.status, JSON.parse(forged.text).__type]).toEqual([400, 'InvalidSignatureException']);
    const { authorization, ...anonymous } = call.headers;
    const unsigned = await replay({ ...call, headers: anonymous });
    expect([unsigned.status, JSON.parse(unsigned.text).__type]).toEqual([400, 'MissingAuthenticationTokenException']);
  });
});
