import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/** A text in the form of Twilio's signatures: base64 of 20 bytes. */
export const SOME_SIGNATURE = Buffer.alloc(20, 7).toString('base64');

/** A callback as the HTTP API passes it on, with form fields in base64. Its signature is invalid but has the right form. */
export const callbackEvent = (
  fields: Readonly<Record<string, string>>,
  { path = '/twilio/recording-status', rawQueryString = '', headers = {} as Record<string, string> } = {},
): APIGatewayProxyEventV2 => ({
  version: '2.0',
  routeKey: `POST ${path}`,
  rawPath: path,
  rawQueryString,
  headers: {
    host: 'api.example.com',
    'x-forwarded-proto': 'https',
    'content-type': 'application/x-www-form-urlencoded',
    'x-twilio-signature': SOME_SIGNATURE,
    ...headers,
  },
  requestContext: {
    accountId: '000000000000',
    apiId: 'api',
    domainName: 'api.example.com',
    domainPrefix: 'api',
    http: { method: 'POST', path, protocol: 'HTTP/1.1', sourceIp: '203.0.113.9', userAgent: 'TwilioProxy/1.1' },
    requestId: 'request-1',
    routeKey: `POST ${path}`,
    stage: '$default',
    time: '24/Nov/2026:03:00:00 +0000',
    timeEpoch: 0,
  },
  body: Buffer.from(new URLSearchParams(fields).toString()).toString('base64'),
  isBase64Encoded: true,
});
