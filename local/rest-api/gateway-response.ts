import type { IncomingMessage } from 'node:http';
import type { RestApiDefinition } from '../template/rest-apis.ts';

/** An answer of the REST API itself. */
export interface GatewayAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const FROM_REQUEST = 'method.request.header.';

/** Returns `{"message":…}` with the headers that the template adds to this kind of answer. */
export const gatewayAnswer = (
  { gatewayResponses }: Pick<RestApiDefinition, 'gatewayResponses'>,
  request: Pick<IncomingMessage, 'rawHeaders'>,
  { status, message }: { readonly status: number; readonly message: string },
): GatewayAnswer => {
  const parameters = gatewayResponses[status < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX'] ?? {};
  const headers = Object.entries(parameters).flatMap(([name, parameter]) => {
    const value = parameterValue(parameter, request);
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    status,
    headers: { 'content-type': 'application/json', ...Object.fromEntries(headers) },
    body: JSON.stringify({ message }),
  };
};

/**
 * Returns a quoted text, or the value of a header of the request. REST APIs compare the header's name with regard to case:
 * `Origin` is not `origin`. Returns undefined when the request has no such header.
 */
const parameterValue = (parameter: string, { rawHeaders }: Pick<IncomingMessage, 'rawHeaders'>): string | undefined => {
  const [, text] = /^'(.*)'$/.exec(parameter) ?? [];
  if (text !== undefined) return text;
  if (!parameter.startsWith(FROM_REQUEST)) return undefined;
  const name = parameter.slice(FROM_REQUEST.length);
  const index = rawHeaders.findIndex((text, position) => position % 2 === 0 && text === name);
  return index < 0 ? undefined : rawHeaders[index + 1];
};
