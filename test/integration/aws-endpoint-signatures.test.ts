import { createHash } from 'node:crypto';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { BUCKET, clientsOf, codeOf, outcomeOf, TABLE } from '../support/aws-endpoint.ts';
import { endpoint, send, setClockAhead, useEndpointWithReaders } from '../support/signed-calls.ts';

const KEY = 'AC1/RE 1+ü';
const MINUTE_MS = 60_000;

useEndpointWithReaders('sound', KEY);

describe('a call with a signed header', () => {
  const put = (credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }) => {
    const client = new S3Client({ endpoint: endpoint.url, region: 'us-east-1', credentials, maxAttempts: 1 });
    return outcomeOf(client.send(new GetObjectCommand({ Bucket: BUCKET, Key: KEY })));
  };

  test.each<[string, (real: { accessKeyId: string; secretAccessKey: string; sessionToken: string }) => object, string]>(
    [
      ['is accepted from its signer', real => real, 'ok'],
      ['is refused with another secret', real => ({ ...real, secretAccessKey: 'guess' }), 'SignatureDoesNotMatch 403'],
      [
        'is refused with an unknown key id',
        real => ({ ...real, accessKeyId: 'ASIAUNKNOWN' }),
        'InvalidAccessKeyId 403',
      ],
      [
        "is refused with another role's session token",
        real => ({ ...real, sessionToken: endpoint.credentialsFor('Other').sessionToken }),
        'InvalidToken 400',
      ],
      ['is refused without its session token', ({ sessionToken, ...real }) => real, 'InvalidToken 400'],
      [
        'is refused from the administrator with a session token',
        ({ sessionToken }) => ({ ...endpoint.admin, sessionToken }),
        'InvalidToken 400',
      ],
    ],
  )('%s', async (_, change, expected) => {
    expect(await put(change(endpoint.credentialsFor('Reader')) as Parameters<typeof put>[0])).toBe(expected);
  });

  test.each([16, -16])('is refused when the clocks differ by %i minutes', async minutes => {
    setClockAhead(minutes * MINUTE_MS);
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

  test('is accepted when it is repeated unchanged', async () => {
    expect((await replay(await putCall())).status).toBe(200);
  });

  test.each<[string, string, (call: Awaited<ReturnType<typeof putCall>>) => object]>([
    ['another body', 'XAmzContentSHA256Mismatch', () => ({ body: 'forged' })],
    ['a longer body', 'SignatureDoesNotMatch', () => ({ body: 'honest, but more' })],
    ['another path', 'SignatureDoesNotMatch', () => ({ path: `/${BUCKET}/AC1/elsewhere` })],
    ['another method', 'SignatureDoesNotMatch', () => ({ method: 'POST' })],
    ['a query', 'SignatureDoesNotMatch', call => ({ path: `${call.path}&partNumber=1` })],
    [
      'the payload declared as unsigned',
      'SignatureDoesNotMatch',
      ({ headers }) => ({ headers: { ...headers, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } }),
    ],
    [
      'the hash of another body',
      'SignatureDoesNotMatch',
      ({ headers }) => ({
        headers: { ...headers, 'x-amz-content-sha256': createHash('sha256').update('forged').digest('hex') },
        body: 'forged',
      }),
    ],
    [
      'an unsupported payload scheme',
      'NotImplemented',
      ({ headers }) => ({ headers: { ...headers, 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' } }),
    ],
    [
      'an amz header that was not signed',
      'AccessDenied',
      ({ headers }) => ({ headers: { ...headers, 'x-amz-storage-class': 'GLACIER' } }),
    ],
    [
      'a malformed Authorization header',
      'AuthorizationHeaderMalformed',
      ({ headers }) => ({ headers: { ...headers, authorization: 'AWS4-HMAC-SHA256 nonsense' } }),
    ],
    [
      'another authorization scheme',
      'AuthorizationHeaderMalformed',
      ({ headers }) => ({ headers: { ...headers, authorization: 'Bearer x' } }),
    ],
    ['no Authorization header', 'AccessDenied', ({ headers: { authorization, ...rest } }) => ({ headers: rest })],
  ])('is refused with %s, and nothing is written', async (_, code, change) => {
    const call = await putCall();
    const { s3 } = clientsOf(endpoint);
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'AC1/written', Body: 'before' }));
    const { status, text } = await replay({ ...call, ...change(call) });
    expect([status >= 400, codeOf(text)]).toEqual([true, code]);
    const now = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'AC1/written' }));
    expect(await now.Body?.transformToString()).toBe('before');
  });

  test('to a JSON service is refused with another body or without a signature, in that service’s error format', async () => {
    const call = await capture(({ dynamodb }) => dynamodb.send(new ListTablesCommand({ Limit: 1 })));
    expect(JSON.parse((await replay(call)).text)).toMatchObject({ TableNames: [TABLE] });
    const forged = await replay({ ...call, body: '{"Limit":2}' });
    expect([forged.status, JSON.parse(forged.text).__type]).toEqual([400, 'InvalidSignatureException']);
    const { authorization, ...anonymous } = call.headers;
    const unsigned = await replay({ ...call, headers: anonymous });
    expect([unsigned.status, JSON.parse(unsigned.text).__type]).toEqual([400, 'MissingAuthenticationTokenException']);
  });
});
