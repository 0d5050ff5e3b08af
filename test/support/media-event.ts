import type { MediaEvent } from '../../lambda/media/parse-media-event.ts';

export const LINK_TOKEN = 'A'.repeat(43);

interface EventParts {
  readonly method?: string;
  readonly token?: string;
  readonly headers?: Record<string, string>;
  readonly userAgent?: string | null;
}

/** A request as a REST API passes it to its function. @default with a well-formed link */
export const mediaEvent = ({
  method = 'GET',
  token = LINK_TOKEN,
  headers = {},
  ...rest
}: EventParts = {}): MediaEvent => ({
  httpMethod: method,
  headers: { Origin: 'https://flex.twilio.com', ...headers },
  pathParameters: { token },
  requestContext: {
    requestId: 'request-2',
    identity: { sourceIp: '192.0.2.7', userAgent: rest.userAgent === undefined ? 'Mozilla/5.0' : rest.userAgent },
  } as MediaEvent['requestContext'],
});
