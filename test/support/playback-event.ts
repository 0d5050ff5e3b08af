import type { APIGatewayProxyEventV2 } from 'aws-lambda';

export const RECORDING_SID = `RE${'0123456789abcdef'.repeat(2)}`;

/** The header that Flex Insights' Player sends. */
export const basicAuthorization = (token: string, user = 'token'): string =>
  `Basic ${Buffer.from(`${user}:${token}`, 'latin1').toString('base64')}`;

interface EventParts {
  readonly query?: string;
  readonly authorization?: string | undefined;
  readonly sourceIp?: string;
  readonly userAgent?: string;
}

/** An event of payload format 2.0. @default for a well-formed request */
export const playbackEvent = (parts: EventParts = {}): APIGatewayProxyEventV2 => {
  const authorization = 'authorization' in parts ? parts.authorization : basicAuthorization('a.b.c.d.e');
  return {
    version: '2.0',
    routeKey: 'GET /sec_rec',
    rawPath: '/sec_rec',
    rawQueryString: parts.query ?? `recording_sid=${RECORDING_SID}`,
    headers: { ...(authorization !== undefined && { authorization }), origin: 'https://flex.twilio.com' },
    requestContext: {
      accountId: '000000000000',
      apiId: 'api',
      domainName: 'api.example',
      domainPrefix: 'api',
      http: {
        method: 'GET',
        path: '/sec_rec',
        protocol: 'HTTP/1.1',
        sourceIp: parts.sourceIp ?? '192.0.2.7',
        userAgent: parts.userAgent ?? 'Mozilla/5.0',
      },
      requestId: 'request-1',
      routeKey: 'GET /sec_rec',
      stage: '$default',
      time: '24/Nov/2026:02:34:14 +0000',
      timeEpoch: 1_795_487_654_123,
    },
    isBase64Encoded: false,
  };
};
