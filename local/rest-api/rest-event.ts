import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { LOCAL_ACCOUNT } from '../template/local-account.ts';
import type { RestApiDefinition, RestMethod } from '../template/rest-apis.ts';

/** The data from which an event is built. */
export interface RestEventSource {
  readonly request: IncomingMessage;
  readonly definition: RestApiDefinition;
  readonly method: RestMethod;
  /** Without the stage. */
  readonly path: string;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly requestId: string;
  readonly receivedAt: Date;
}

/** Builds the event of a REST API's proxy integration (payload format 1.0). */
export const restEvent = (source: RestEventSource): Partial<APIGatewayProxyEvent> => {
  const { request, definition, method, path, requestId, receivedAt } = source;
  const headers = headerLists(request);
  const query = new URL(request.url ?? '/', 'http://localhost').searchParams;
  return {
    resource: method.resourcePath,
    path,
    httpMethod: request.method ?? 'GET',
    headers: lastOf(headers),
    multiValueHeaders: headers,
    queryStringParameters: query.size > 0 ? Object.fromEntries(query) : null,
    pathParameters: { ...source.pathParameters },
    stageVariables: null,
    requestContext: {
      accountId: LOCAL_ACCOUNT,
      apiId: definition.apiId,
      domainName: request.headers.host ?? '',
      httpMethod: request.method ?? 'GET',
      path: `/${definition.stageName}${path}`,
      protocol: `HTTP/${request.httpVersion}`,
      requestId,
      requestTimeEpoch: receivedAt.getTime(),
      resourcePath: method.resourcePath,
      stage: definition.stageName,
      identity: {
        sourceIp: request.socket.remoteAddress ?? '',
        userAgent: request.headers['user-agent'] ?? null,
      },
    } as APIGatewayProxyEvent['requestContext'],
    body: null,
    isBase64Encoded: false,
  };
};

/** Returns all values of each header. The name has the spelling of its first occurrence. */
const headerLists = ({ rawHeaders }: IncomingMessage): Record<string, string[]> => {
  const lists: Record<string, string[]> = {};
  const spelling = new Map<string, string>();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const [written = '', value = ''] = rawHeaders.slice(index, index + 2);
    const name = spelling.get(written.toLowerCase()) ?? written;
    spelling.set(written.toLowerCase(), name);
    lists[name] = [...(lists[name] ?? []), value];
  }
  return lists;
};

const lastOf = (lists: Readonly<Record<string, readonly string[]>>): Record<string, string> =>
  Object.fromEntries(Object.entries(lists).map(([name, values]) => [name, values.at(-1) ?? '']));
