import type { APIGatewayProxyEvent } from 'aws-lambda';
import { parseLinkToken } from '../domain/media/lease/link-token.ts';
import type { MediaRequest } from '../domain/media/media-request.ts';

/** What of a gateway event the media endpoint looks at. */
export type MediaEvent = Pick<APIGatewayProxyEvent, 'httpMethod' | 'headers' | 'pathParameters' | 'requestContext'>;

const MAX_CLIENT_CHARS = 512;

/** The request in a gateway event. Of the client it believes the link's token and the range; all else is the gateway's word. */
export const parseMediaEvent = (event: MediaEvent, signal: AbortSignal): MediaRequest => {
  const { identity, requestId } = event.requestContext;
  return {
    method: event.httpMethod === 'HEAD' ? 'HEAD' : 'GET',
    token: parseLinkToken(event.pathParameters?.['token'] ?? ''),
    range: { range: headerOf(event, 'range'), ifRange: headerOf(event, 'if-range') },
    client: { sourceIp: identity.sourceIp, userAgent: (identity.userAgent ?? '').slice(0, MAX_CLIENT_CHARS) },
    requestId,
    signal,
  };
};

/** A header of the request, whatever its spelling: REST APIs pass names on as the client wrote them. */
export const headerOf = ({ headers }: Pick<MediaEvent, 'headers'>, name: string): string | undefined =>
  Object.entries(headers ?? {}).find(([key]) => key.toLowerCase() === name)?.[1];
