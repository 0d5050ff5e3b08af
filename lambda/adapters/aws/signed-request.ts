import type { Agent } from 'node:https';
import { AwsSdkSigV4Signer } from '@aws-sdk/core/httpAuthSchemes';
import { fromEnv } from '@aws-sdk/credential-provider-env';
import { HttpRequest, type HttpResponse } from '@smithy/core/protocols';
import { retryMiddleware, StandardRetryStrategy } from '@smithy/core/retry';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { SignatureV4 } from '@smithy/signature-v4';
import type { CallOptions } from './aws-calls.ts';
import { type AwsClientOptions, awsClientSettings } from './aws-client-settings.ts';
import type { AwsLocation, AwsService } from './endpoint.ts';
import { NodeSha256 } from './node-sha256.ts';

type SignerSettings = ConstructorParameters<typeof SignatureV4>[0];

/** How a service is reached by signed requests. */
export interface AwsConnection extends AwsLocation, AwsClientOptions {
  readonly region: string;
  /** Default: the function's own, read anew for each request. */
  readonly credentials?: SignerSettings['credentials'];
  /** Connections over TLS; default: the HTTP handler's own agent. */
  readonly httpsAgent?: Agent | undefined;
  /** What sends a signed request; default: connections of its own that stay open. */
  readonly handler?: Pick<NodeHttpHandler, 'handle'>;
}

/** What a request asks, besides the endpoint. */
interface AwsRequest {
  readonly method: 'GET' | 'POST';
  readonly endpoint: URL;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** How an answer is read: both run within the attempt, so that a body that breaks off is asked for again. */
export interface AnswerReader<Output> {
  output(response: HttpResponse): Promise<Output>;
  error(response: HttpResponse): Promise<Error>;
}

export type SendSigned = <Output>(
  request: AwsRequest,
  reader: AnswerReader<Output>,
  options?: CallOptions,
) => Promise<Output>;

/** The SDK's signer, set up as the SDK's client of that service has it. */
export const signerFor = (
  service: AwsService,
  { region, credentials = fromEnv() }: Pick<AwsConnection, 'region' | 'credentials'>,
  applyChecksum = true,
): SignatureV4 =>
  new SignatureV4({
    service,
    region,
    credentials,
    sha256: NodeSha256,
    // S3 alone signs a path as it is sent.
    uriEscapePath: service !== 's3',
    applyChecksum,
  });

/**
 * Sends requests as the SDK's client of a service does, out of the SDK's own parts: its signer and clock correction, its
 * HTTP handler with kept-alive connections and time limits, its retry loop with its quota. What is left out is what makes a
 * client slow to start: a middleware stack per command, schemas of every operation, and the search for configuration.
 * @param handlerSettings of the HTTP handler, over those that every client has
 */
export const signedRequests = (
  service: AwsService,
  connection: AwsConnection,
  handlerSettings: { readonly socketTimeout?: number } = {},
): SendSigned => {
  const { httpsAgent } = connection;
  const { maxAttempts, requestHandler } = awsClientSettings(connection);
  const handler =
    connection.handler ??
    new NodeHttpHandler({ ...requestHandler, ...handlerSettings, ...(httpsAgent && { httpsAgent }) });
  const signer = signerFor(service, connection);
  const signing = new AwsSdkSigV4Signer();
  // The clock's offset is kept here between requests, as a client's configuration keeps it.
  const config = { signer: async () => signer, systemClockOffset: 0 };
  const strategy = new StandardRetryStrategy(maxAttempts);
  const withRetries = retryMiddleware({ retryStrategy: async () => strategy, maxAttempts: async () => maxAttempts });

  return async (request, reader, options) => {
    const attempt = async ({ request: unsigned }: { request: unknown }) => {
      const properties = { context: {}, config };
      // The identity is the signer's own business: it asks for the credentials itself.
      const signed = await signing.sign(unsigned as HttpRequest, {} as never, properties);
      const { response } = await handler.handle(signed as HttpRequest, options);
      try {
        if (response.statusCode >= 300) throw await reader.error(response);
        const output = await reader.output(response);
        signing.successHandler(response, properties);
        return { response, output: { output, $metadata: {} } };
      } catch (error) {
        throw signing.errorHandler(properties)(withResponse(error, response));
      }
    };
    const context = { __smithy_context: { abortSignal: options?.abortSignal } };
    const { output } = await withRetries(
      attempt as never,
      context as never,
    )({ request: httpRequest(request) } as never);
    return (output as unknown as { output: never }).output;
  };
};

const httpRequest = ({ method, endpoint, path, query = {}, headers, body }: AwsRequest): HttpRequest =>
  new HttpRequest({
    method,
    protocol: endpoint.protocol,
    hostname: endpoint.hostname,
    ...(endpoint.port && { port: Number(endpoint.port) }),
    path,
    query: { ...query },
    headers: {
      host: endpoint.host,
      ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
      ...headers,
    },
    body,
  });

/** The retry loop looks there for a hint when to try again, the clock correction for the date. Hidden, so that no log has it. */
const withResponse = (error: unknown, response: HttpResponse): Error => {
  const known = error as Error & { $metadata?: object };
  Object.defineProperty(known, '$response', { value: response, configurable: true });
  known.$metadata ??= { httpStatusCode: response.statusCode };
  return known;
};
