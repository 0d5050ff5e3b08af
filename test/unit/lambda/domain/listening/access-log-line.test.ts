import { describe, expect, test } from 'vitest';
import { parseAccessLogLine } from '../../../../../lambda/domain/listening/access-log-line.ts';
import { accessLogLine, LOGGED_AUDIT_ID, LOGGED_SECRETS } from '../../../../support/access-log.ts';

const parse = (fields: Parameters<typeof accessLogLine>[0] = {}) => parseAccessLogLine(accessLogLine(fields));

describe('a line of the access log of S3', () => {
  test('is parsed, and of the address of the request only the audit id is kept', () => {
    const line = parse();
    expect(line).toEqual({
      bucket: 'recordings',
      at: new Date('2026-11-24T10:02:03.000Z'),
      remoteAddress: '192.0.2.7',
      requester: 'arn:aws:sts::111122223333:assumed-role/url-provider-role/session',
      requestId: '3E57427F3EXAMPLE',
      operation: 'REST.GET.OBJECT',
      key: `AC${'a'.repeat(32)}/RE${'1'.repeat(32)}`,
      auditIds: [LOGGED_AUDIT_ID],
      status: 206,
      bytesSent: 500_000,
      objectBytes: 1_000_000,
      tookMs: 2_500,
      userAgent: 'Mozilla/5.0 (X11)',
      isPresigned: true,
    });
    for (const secret of LOGGED_SECRETS) expect(JSON.stringify(line)).not.toContain(secret);
  });

  test('is parsed in the form of the example of AWS, in which most fields are unknown', () => {
    expect(
      parseAccessLogLine(
        '79a59df900b9 amzn-s3-demo-bucket1 [06/Feb/2019:00:00:38 +0000] 192.0.2.3 79a59df900b9 3E57427F3EXAMPLE REST.GET.VERSIONING - "GET /amzn-s3-demo-bucket1?versioning HTTP/1.1" 200 - 113 - 7 - "-" "S3Console/0.4" - s9lzHYrFp76ZVxRcpX9+5cjA= SigV4 ECDHE-RSA-AES128-GCM-SHA256 AuthHeader amzn-s3-demo-bucket1.s3.us-west-1.amazonaws.com TLSV1.2 arn:aws:s3:us-west-1:123456789012:accesspoint/example-AP Yes us-east-1',
      ),
    ).toMatchObject({
      operation: 'REST.GET.VERSIONING',
      auditIds: [],
      objectBytes: undefined,
      bytesSent: 113,
      userAgent: 'S3Console/0.4',
      isPresigned: false,
    });
  });

  test.each([
    [
      'more fields at the end',
      { more: 'host TLSv1.3 - - eu-central-1 a-field-of-the-future "another one" x' },
      { userAgent: 'Mozilla/5.0 (X11)', isPresigned: true },
    ],
    ['no field after the type of authentication', { more: '' }, { isPresigned: true }],
    ['a quote in the address', { target: `/a"b?x-audit-id=${LOGGED_AUDIT_ID}` }, { auditIds: [LOGGED_AUDIT_ID] }],
    ['quotes in the user agent', { agent: 'a" "b" 200' }, { userAgent: 'a" "b" 200', isPresigned: true }],
    ['an unknown referrer', { referrer: '-' }, { userAgent: 'Mozilla/5.0 (X11)' }],
    ['an unknown user agent', { agent: '-' }, { userAgent: '' }],
    ['no bytes', { sent: '-', size: '-', took: '-' }, { bytesSent: 0, objectBytes: undefined, tookMs: 0 }],
    ['an unknown status', { status: '-' }, { status: 0 }],
    ['an escaped name of the parameter', { query: 'X%2Daudit-id=a%20b' }, { auditIds: ['a b'] }],
    ['wrong percent-encoding', { query: '%zz=1&x-audit-id=%zz' }, { auditIds: ['%zz'] }],
    ['two audit ids', { query: 'x-audit-id=1&x-audit-id=2' }, { auditIds: ['1', '2'] }],
    ['an endless audit id', { query: `x-audit-id=${'9'.repeat(5_000)}` }, { auditIds: ['9'.repeat(64)] }],
  ])('is parsed with %s', (_, fields, expected) => {
    expect(parse(fields)).toMatchObject(expected);
  });

  test('does not take a user agent for the fields behind it', () => {
    const agent = 'x" - host= SigV4 cipher QueryString';
    expect(parse({ agent, authentication: 'AuthHeader' })).toMatchObject({ isPresigned: false, userAgent: agent });
  });

  test('is not parsed when it was cut off anywhere before the type of authentication ends', () => {
    const whole = accessLogLine({ more: '' }).trimEnd();
    const parsed = Array.from({ length: whole.length - 'QueryString'.length }, (_, end) =>
      parseAccessLogLine(whole.slice(0, end)),
    );
    expect(parsed.filter(line => line !== undefined)).toEqual([]);
    expect(parseAccessLogLine(whole)).toBeDefined();
  });

  test.each([
    ['an empty text', ''],
    ['JSON', '{"bucket":"recordings"}'],
    ['an impossible day', accessLogLine({ time: '31/Feb/2026:10:02:03 +0000' })],
    ['an unknown month', accessLogLine({ time: '24/Foo/2026:10:02:03 +0000' })],
    ['another time zone', accessLogLine({ time: '24/Nov/2026:10:02:03 +0100' })],
    ['a status that is no number', accessLogLine({ status: 'abc' })],
    ['a negative number of bytes', accessLogLine({ sent: '-5' })],
    ['binary bytes', '\u0000\ufffd\u001f'.repeat(1_000)],
  ])('is not parsed when it is %s', (_, text) => {
    expect(parseAccessLogLine(text)).toBeUndefined();
  });

  test('takes no long time when it is long and hostile', () => {
    const started = performance.now();
    for (const piece of ['a ', '" "', '"', ' -', '[', '"GET /']) {
      expect(parseAccessLogLine(piece.repeat(30_000))).toBeUndefined();
      parseAccessLogLine(accessLogLine({ agent: piece.repeat(30_000) }));
    }
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
