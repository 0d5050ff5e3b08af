import { parseJson } from '../../domain/shared/json-text.ts';
import type { CallOptions } from './aws-calls.ts';
import { serviceEndpoint } from './endpoint.ts';
import { readBodyBytes } from './read-body-bytes.ts';
import type { HttpAnswer } from './requests/http-exchange.ts';
import { type AnswerReader, type AwsConnection, signedRequests } from './requests/signed-request.ts';
import { AwsServiceError } from './service-error.ts';

/** A service with AWS's JSON protocol: the version of the protocol, and the prefix of the operations' names. */
export interface JsonService {
  readonly name: 'dynamodb' | 'kms' | 'secretsmanager' | 'sqs';
  readonly jsonVersion: '1.0' | '1.1';
  readonly target: string;
  /** Whether errors keep the names of the older Query protocol in a header, as the SDK asks for them. @default false */
  readonly hasQueryErrors?: boolean;
}

/** Calls one operation with its input and resolves to its output. Both contain bytes as base64. */
export type JsonCall = (operation: string, input: object, options?: CallOptions) => Promise<unknown>;

/** Returns a function that calls a service's operations by AWS's JSON protocol. */
export const jsonCalls = (
  { name, jsonVersion, target, hasQueryErrors = false }: JsonService,
  connection: AwsConnection,
): JsonCall => {
  const send = signedRequests(name, connection);
  const endpoint = serviceEndpoint(name, connection);
  return (operation, input, options) =>
    send(
      {
        method: 'POST',
        endpoint,
        path: endpoint.pathname,
        headers: {
          'content-type': `application/x-amz-json-${jsonVersion}`,
          'x-amz-target': `${target}.${operation}`,
          ...(hasQueryErrors && { 'x-amzn-query-mode': 'true' }),
        },
        body: JSON.stringify(input),
      },
      JSON_ANSWER,
      options,
    );
};

const JSON_ANSWER: AnswerReader<unknown> = {
  output: async response => bodyOf(response),
  error: async response => {
    const body = await bodyOf(response);
    const { message, Message } = body as { message?: string; Message?: string };
    return new AwsServiceError(errorCode(body, response), message ?? Message ?? 'UnknownError', response);
  },
};

/**
 * Reads the body of an answer. Throws `SyntaxError`, as the SDK does, when it is not JSON: another server answered, or the
 * answer is damaged. The parser's own message is not used: it would quote the text, which may contain a secret or a key,
 * in the log.
 */
const bodyOf = async ({ body }: HttpAnswer): Promise<object> => {
  const json = (await readBodyBytes(body)).toString();
  if (json === '') return {};
  const parsed = parseJson(json);
  if (typeof parsed !== 'object' || parsed === null) throw new SyntaxError('the answer is not a JSON object');
  return parsed;
};

/** The name of an error, without the namespace before it and the text after it, such as `namespace#Name:http://…`. */
const errorCode = (body: object, { headers }: HttpAnswer): string => {
  const { __type, code, Code } = body as { __type?: unknown; code?: unknown; Code?: unknown };
  const name = String(__type ?? code ?? Code ?? headers['x-amzn-errortype'] ?? 'Unknown');
  const [beforeText = ''] = name.split(/[,:]/);
  return beforeText.split('#').at(-1) ?? '';
};
