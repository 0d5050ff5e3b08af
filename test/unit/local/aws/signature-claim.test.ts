import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { readSignatureClaim } from '../../../../local/aws/iam/signature-claim.ts';
import type { AwsRequest } from '../../../../local/aws/protocol/aws-request.ts';

const SCOPE = '20261124/us-east-1/s3/aws4_request';
const SIGNATURE = 'a'.repeat(64);
const AUTHORIZATION = `AWS4-HMAC-SHA256 Credential=KEY/${SCOPE}, SignedHeaders=host;x-amz-date, Signature=${SIGNATURE}`;
const LINK = {
  'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
  'X-Amz-Credential': `KEY/${SCOPE}`,
  'X-Amz-Date': '20261124T020304Z',
  'X-Amz-Expires': '60',
  'X-Amz-SignedHeaders': 'host',
  'X-Amz-Signature': SIGNATURE,
};

const claim = (request: Partial<AwsRequest>) => {
  const read = readSignatureClaim({
    method: 'GET',
    remoteAddress: '127.0.0.1',
    target: '/',
    path: '/',
    query: {},
    headers: {},
    body: Readable.from([]),
    ...request,
  });
  return read.ok ? read.value : read.error.code;
};
const header = (authorization: string, date = '20261124T020304Z', more = {}) =>
  claim({ headers: { host: 'h', authorization, 'x-amz-date': date, ...more } });
const link = (change: Record<string, string | string[] | undefined> = {}, headers = {}) => {
  const query = Object.entries({ ...LINK, ...change }).filter(([, value]) => value !== undefined);
  return claim({ query: Object.fromEntries(query) as AwsRequest['query'], headers: { host: 'h', ...headers } });
};

const COMMON = {
  accessKeyId: 'KEY',
  region: 'us-east-1',
  service: 's3',
  signedAt: new Date('2026-11-24T02:03:04Z'),
  signature: SIGNATURE,
};

describe('the signature of a request', () => {
  test('is read from its header, with any spacing', () => {
    const expected = { via: 'header', ...COMMON, signedHeaders: ['host', 'x-amz-date'] };
    expect(header(AUTHORIZATION)).toEqual(expected);
    expect(header(AUTHORIZATION.replaceAll(', ', ','))).toEqual(expected);
  });

  test('is read from a link, with its lifetime and session token', () => {
    const more = { signedHeaders: ['host'], expiresInSeconds: 60, sessionToken: 't' };
    expect(link({ 'X-Amz-Security-Token': 't' })).toEqual({ via: 'query', ...COMMON, ...more });
  });

  test('is absent from an anonymous request', () => {
    expect(claim({})).toBe('anonymous');
  });

  test.each<[string, ReturnType<typeof claim>]>([
    ['an empty header', header('')],
    ['another scheme', header('Basic dG9rZW46eA==')],
    ['another algorithm', header(AUTHORIZATION.replace('SHA256', 'SHA1'))],
    ['text after it', header(`${AUTHORIZATION} x`)],
    ['no date', header(AUTHORIZATION, '')],
    ['a date in another form', header(AUTHORIZATION, '2026-11-24T02:03:04Z')],
    ['a date that does not exist', header(AUTHORIZATION, '20261340T020304Z')],
    ['a date other than the scope’s', header(AUTHORIZATION, '20261125T020304Z')],
    ['a scope without its end', header(AUTHORIZATION.replace('/aws4_request', ''))],
    ['a scope with another end', header(AUTHORIZATION.replace('aws4_request', 'aws5_request'))],
    ['a scope that is too long', header(AUTHORIZATION.replace('aws4_request', 'aws4_request/x'))],
    ['an empty key id', header(AUTHORIZATION.replace('KEY', ''))],
    ['an empty region', header(AUTHORIZATION.replace('us-east-1', ''))],
    ['an upper-case signature', header(AUTHORIZATION.replace(SIGNATURE, SIGNATURE.toUpperCase()))],
    ['a short signature', header(AUTHORIZATION.replace(SIGNATURE, 'aa'))],
    ['a host that is not signed', header(AUTHORIZATION.replace('host;', ''))],
    ['both a header and a link', claim({ query: LINK, headers: { authorization: AUTHORIZATION } })],
    ['a link without algorithm', link({ 'X-Amz-Algorithm': undefined })],
    ['a link with another algorithm', link({ 'X-Amz-Algorithm': 'AWS4-ECDSA-P256-SHA256' })],
    ['a link without date', link({ 'X-Amz-Date': undefined })],
    ['a link with two dates', link({ 'X-Amz-Date': ['20261124T020304Z', '20261124T020304Z'] })],
    ['a link with two signatures', link({ 'X-Amz-Signature': [SIGNATURE, SIGNATURE] })],
    ['a link with another spelling of its signature', link({ 'x-amz-signature': SIGNATURE })],
    ['a link without life', link({ 'X-Amz-Expires': undefined })],
    ['a link with no life', link({ 'X-Amz-Expires': '0' })],
    ['a link with a negative life', link({ 'X-Amz-Expires': '-1' })],
    ['a link that lives longer than a week', link({ 'X-Amz-Expires': '604801' })],
    ['a link whose life is no whole number', link({ 'X-Amz-Expires': '6e1' })],
    ['a link that does not sign its host', link({ 'X-Amz-SignedHeaders': 'range' })],
  ])('is malformed with %s', (_, code) => {
    expect(code).toBe('malformed');
  });

  test('must include every amz header', () => {
    expect(header(AUTHORIZATION, undefined, { 'x-amz-security-token': 't' })).toBe('unsigned_headers');
    expect(link({}, { 'x-amz-storage-class': 'GLACIER' })).toBe('unsigned_headers');
    expect(link({ 'X-Amz-Expires': '604800' }, { range: 'bytes=0-1' })).toMatchObject({ expiresInSeconds: 604_800 });
  });
});
