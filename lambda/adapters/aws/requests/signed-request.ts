import type { Agent } from 'node:https';
import type { CallOptions } from '../aws-calls.ts';
import { type AwsClientOptions, awsClientSettings } from '../aws-client-settings.ts';
import type { AwsLocation } from '../endpoint.ts';
import { type AwsCredentials, environmentCredentials } from './aws-credentials.ts';
import { type HttpAnswer, type HttpLimits, httpExchanges, type SendHttp } from './http-exchange.ts';
import { queryString } from './query-string.ts';
import { type Attempted, SecondAttempts } from './second-attempts.ts';
import { ServerClock } from './server-clock.ts';
import { SignatureV4, type SigningName, type UnsignedRequest } from './signature-v4.ts';

/** The settings of signed requests to a service. */
export interface AwsConnection extends AwsLocation, AwsClientOptions {
  readonly region: string;
  /** Default: the function's credentials, which are read for each request. */
  readonly credentials?: AwsCredentials;
  /** Connections over TLS. Default: an agent that keeps its connections open. */
  readonly httpsAgent?: Agent | undefined;
  /** Sends signed requests. Default: `httpExchanges`. */
  readonly sendHttp?: SendHttp;
}

/** A request without the headers that every request has. */
interface AwsRequest extends Pick<UnsignedRequest, 'method' | 'path' | 'headers' | 'body'> {
  readonly endpoint: URL;
  readonly query?: UnsignedRequest['query'];
}

/** Reads an answer. Both functions run within the attempt, so a request whose answer breaks off is sent again. */
export interface AnswerReader<Output> {
  output(answer: HttpAnswer): Output | Promise<Output>;
  error(answer: HttpAnswer): Promise<Error>;
}

export type SendSigned = <Output>(
  request: AwsRequest,
  reader: AnswerReader<Output>,
  options?: CallOptions,
) => Promise<Output>;

/**
 * Returns a function that sends requests as the SDK's client of a service does: the same signature, limits of time, clock
 * correction, and the same decision about a second attempt.
 * @param pauseLimitMs the longest pause within a body; default: that of every client
 */
export const signedRequests = (service: SigningName, connection: AwsConnection, pauseLimitMs?: number): SendSigned => {
  const { region, environment, credentials } = connection;
  const sendHttp = connection.sendHttp ?? httpExchanges(limitsOf(connection, pauseLimitMs), connection.httpsAgent);
  const signature = new SignatureV4({ service, region });
  const clock = new ServerClock();
  const attempts = new SecondAttempts();

  return async <Output>(request: AwsRequest, reader: AnswerReader<Output>, { abortSignal }: CallOptions = {}) => {
    const { endpoint, ...unsigned } = withOrdinaryHeaders(request);
    const query = queryString(unsigned.query);
    const path = query === '' ? unsigned.path : `${unsigned.path}?${query}`;

    const attempt = async (): Promise<Attempted<Output>> => {
      const sentAtMs = Date.now();
      let answer: HttpAnswer | undefined;
      try {
        const signing = { credentials: credentials ?? environmentCredentials(environment), at: clock.now() };
        const headers = signature.sign(unsigned, signing);
        answer = await sendHttp({ ...unsigned, endpoint, path, headers }, abortSignal);
        if (answer.statusCode >= 300) throw await reader.error(answer);
        const output = await reader.output(answer);
        clock.learnFrom(answer, sentAtMs);
        return { output };
      } catch (cause) {
        const error = cause as Error;
        if (!answer) return { error };
        return { error: withStatus(error, answer), answer, correctedClock: clock.learnFrom(answer, sentAtMs) };
      }
    };
    return attempts.run(attempt, abortSignal);
  };
};

const limitsOf = (options: AwsClientOptions, pauseLimitMs: number | undefined): HttpLimits => {
  const { connectionTimeout, requestTimeout, socketTimeout } = awsClientSettings(options).requestHandler;
  return { connectionMs: connectionTimeout, headersMs: requestTimeout, pauseMs: pauseLimitMs ?? socketTimeout };
};

const withOrdinaryHeaders = ({ endpoint, method, path, query = {}, headers, body }: AwsRequest) => ({
  endpoint,
  method,
  path,
  query,
  headers: {
    host: endpoint.host,
    ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
    ...headers,
  },
  body,
});

/** The status decides about a second attempt, also when the answer's body cannot be read. */
const withStatus = (error: Error & { $metadata?: object }, { statusCode }: HttpAnswer): Error => {
  error.$metadata ??= { httpStatusCode: statusCode };
  return error;
};
