import type { APIGatewayProxyEvent } from 'aws-lambda';
import { parseLinkToken } from '../domain/media/lease/link-token.ts';
import type { MediaRequest } from '../domain/media/media-request.ts';

/** The parts of a gateway event that the media endpoint reads. */
export type MediaEvent = Pick<APIGatewayProxyEvent, 'httpMethod' | 'headers' | 'pathParameters' | 'requestContext'>;

const MAX_CLIENT_CHARS = 512;

/** Parses a gateway event. Token, range and user agent come from the client; the gateway sets the others. */
export const parseMediaEvent = (event: MediaEvent): MediaRequest => {
  const { identity, requestId } = event.requestContext;
  return {
    method: event.httpMethod === 'HEAD' ? 'HEAD' : 'GET',
    token: parseLinkToken(event.pathParameters?.['token'] ?? ''),
    range: { range: headerOf(event, 'range'), ifRange: headerOf(event, 'if-range') },
    client: { sourceIp: identity.sourceIp, userAgent: (identity.userAgent ?? '').slice(0, MAX_CLIENT_CHARS) },
    requestId,
  };
};

/** Returns a header by its lower-case name. REST APIs pass names on as the client wrote them. */
export const headerOf = ({ headers }: Pick<MediaEvent, 'headers'>, name: string): string | undefined =>
  Object.entries(headers ?? {}).find(([key]) => key.toLowerCase() === name)?.[1];
