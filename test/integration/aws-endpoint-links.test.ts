import { GetObjectCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { describe, expect, test } from 'vitest';
import { BUCKET, clientsOf, codeOf } from '../support/aws-endpoint.ts';
import { endpoint, send, setClockAhead, useEndpointWithReaders } from '../support/signed-calls.ts';

const KEY = 'AC1/RE 1+ü';
const SOUND = 'the sound of a call';
const MINUTE_MS = 60_000;

useEndpointWithReaders(SOUND, KEY, 'AC1/RE2', 'AC2/RE1');

const presign = (roleId = 'Reader', Key = KEY, more: Partial<GetObjectCommand['input']> = {}) => {
  const command = new GetObjectCommand({ Bucket: BUCKET, Key, ResponseContentType: 'audio/wav', ...more });
  return getSignedUrl(clientsOf(endpoint, roleId).s3, command, { expiresIn: 120 });
};

const targetOf = (url: string) => url.slice(new URL(url).origin.length);

describe('a presigned link', () => {
  test('returns the object with the signed response headers, without other credentials', async () => {
    const answer = await fetch(await presign());
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([200, 'audio/wav', SOUND]);
  });

  test('contains the session token of the signing role, and not its secret key', async () => {
    const { sessionToken, secretAccessKey } = endpoint.credentialsFor('Reader');
    const query = new URL(await presign()).searchParams;
    expect(query.get('X-Amz-Security-Token')).toBe(sessionToken);
    expect([...query.values()].join()).not.toContain(secretAccessKey);
  });

  test('is refused after a change of any one character', async () => {
    const target = targetOf(await presign());
    const accepted: string[] = [];
    for (let index = 1; index < target.length; index += 1) {
      const changed = target.slice(0, index) + (target[index] === 'x' ? 'y' : 'x') + target.slice(index + 1);
      const { status, text } = await send(changed);
      if (status < 400 || text.includes(SOUND)) accepted.push(changed);
    }
    expect(accepted).toEqual([]);
  });

  test('is refused after a change of case of any one letter outside percent-encodings', async () => {
    const target = targetOf(await presign());
    const accepted: string[] = [];
    for (const { index, 0: letter } of target.matchAll(/(?<!%|%.)[A-Za-z]/g)) {
      const other = letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
      const { status } = await send(target.slice(0, index) + other + target.slice(index + 1));
      if (status < 400) accepted.push(`${letter} at ${index}`);
    }
    expect(accepted).toEqual([]);
  });

  test.each<[string, (target: string) => string]>([
    ['an unsigned parameter added', target => `${target}&versionId=1`],
    ['an empty parameter added', target => `${target}&x`],
    ['the signature given twice', target => `${target}&X-Amz-Signature=${/Signature=(\w+)/.exec(target)?.[1]}`],
    ['another spelling of the signature added', target => `${target}&x-amz-signature=0`],
    ['a parameter repeated', target => `${target}&X-Amz-Expires=120`],
    ['the signed content type removed', target => target.replace(/&response-content-type=[^&]*/, '')],
    ['the signed content type changed', target => target.replace('audio%2Fwav', 'text%2Fhtml')],
    ['a longer lifetime', target => target.replace('X-Amz-Expires=120', 'X-Amz-Expires=3600')],
    ['a lifetime over the maximum', target => target.replace('X-Amz-Expires=120', 'X-Amz-Expires=604801')],
    ['no lifetime', target => target.replace('&X-Amz-Expires=120', '')],
    ['the session token removed', target => target.replace(/&X-Amz-Security-Token=[^&]*/, '')],
    ['the signature removed', target => target.replace(/&X-Amz-Signature=[^&]*/, '')],
    ['the signature emptied', target => target.replace(/&X-Amz-Signature=[^&]*/, '&X-Amz-Signature=')],
    ['all parameters removed', target => target.replace(/\?.*/, '')],
    ['no signed headers', target => target.replace('X-Amz-SignedHeaders=host', 'X-Amz-SignedHeaders=')],
    ['the path of another object', target => target.replace(/^[^?]*/, `/${BUCKET}/AC1/RE2`)],
    ['a path with dots to another object', target => target.replace(/^[^?]*/, `/${BUCKET}/AC1/x/../RE2`)],
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

  test.each(['HEAD', 'PUT', 'DELETE', 'POST'])('is refused with the method %s', async method => {
    const { status } = await send(targetOf(await presign()), { method });
    expect(status).toBe(403);
    expect((await fetch(await presign())).status).toBe(200);
  });

  test.each<[string, Record<string, string>]>([
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

  test('is refused with a body', async () => {
    const { status } = await send(targetOf(await presign()), { body: 'x', headers: { 'Content-Length': '1' } });
    expect(status).toBe(400);
  });

  test('works until its expiry, and then answers 403', async () => {
    const target = targetOf(await presign());
    setClockAhead(119_000 - 1_000);
    expect((await send(target)).status).toBe(200);
    setClockAhead(121_000);
    const { status, text } = await send(target);
    expect([status, codeOf(text), /Request has expired/.test(text)]).toEqual([403, 'AccessDenied', true]);
  });

  test('is refused when it was signed with a clock 16 minutes ahead', async () => {
    const target = targetOf(await presign());
    setClockAhead(-16 * MINUTE_MS);
    expect(codeOf((await send(target)).text)).toBe('RequestTimeTooSkewed');
  });

  test('gives access only to objects that its signer may read', async () => {
    const answer = await fetch(await presign('Other'));
    expect([answer.status, codeOf(await answer.text())]).toEqual([403, 'AccessDenied']);
    expect((await fetch(await presign('Other', 'AC2/RE1'))).status).toBe(200);
  });

  test('may contain parameters that S3 does not know when they are signed', async () => {
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

  test('made for HEAD answers HEAD', async () => {
    const command = new HeadObjectCommand({ Bucket: BUCKET, Key: KEY });
    const answer = await fetch(await getSignedUrl(clientsOf(endpoint, 'Reader').s3, command), { method: 'HEAD' });
    expect([answer.status, answer.headers.get('content-length')]).toEqual([200, String(SOUND.length)]);
  });

  test('is refused when it was signed for another region', async () => {
    const credentials = endpoint.credentialsFor('Reader');
    const elsewhere = new S3Client({ endpoint: endpoint.url, region: 'eu-west-1', credentials });
    const answer = await fetch(await getSignedUrl(elsewhere, new GetObjectCommand({ Bucket: BUCKET, Key: KEY })));
    expect([answer.status, /expecting 'us-east-1'/.test(await answer.text())]).toEqual([400, true]);
  });
});
