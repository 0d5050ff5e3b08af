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

/** The settings of signed requests to a service. */
export interface AwsConnection extends AwsLocation, AwsClientOptions {
  readonly region: string;
  /** Default: the function's credentials, which are read for each request. */
  readonly credentials?: SignerSettings['credentials'];
  /** Connections over TLS; default: the HTTP handler's own agent. */
  readonly httpsAgent?: Agent | undefined;
  /** The HTTP handler that sends signed requests. Default: a new one that keeps its connections open. */
  readonly handler?: Pick<NodeHttpHandler, 'handle'>;
}

/** A request without its endpoint. */
interface AwsRequest {
  readonly method: 'GET' | 'POST';
  readonly endpoint: URL;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Reads an answer. Both functions run within the attempt, so a request whose answer breaks off is sent again. */
export interface AnswerReader<Output> {
  output(response: HttpResponse): Promise<Output>;
  error(response: HttpResponse): Promise<Error>;
}

export type SendSigned = <Output>(
  request: AwsRequest,
  reader: AnswerReader<Output>,
  options?: CallOptions,
) => Promise<Output>;

/** Returns the SDK's signer with the settings of the SDK's client of that service. */
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
    // S3 checks the signature of the path as it is sent. The other services check that of the path escaped once more.
    uriEscapePath: service !== 's3',
    applyChecksum,
  });

/**
 * Returns a function that sends requests as the SDK's client of a service does. It uses the SDK's parts: signer, clock
 * correction, HTTP handler with kept-alive connections and time limits, and retry loop with its quota. It leaves out the
 * parts that make the start of a client slow: middleware stacks, schemas of all operations, and the search for configuration.
 * @param handlerSettings settings of the HTTP handler, in addition to those of every client
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
  // Keeps the clock's offset between requests, like a client's configuration.
  const config = { signer: async () => signer, systemClockOffset: 0 };
  const strategy = new StandardRetryStrategy(maxAttempts);
  const withRetries = retryMiddleware({ retryStrategy: async () => strategy, maxAttempts: async () => maxAttempts });

  return async (request, reader, options) => {
    const attempt = async ({ request: unsigned }: { request: unknown }) => {
      const properties = { context: {}, config };
      // No identity: the signer gets the credentials itself.
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

/**
 * The retry loop reads the time of the next attempt from the response, and the clock correction reads the date. The property
 * is not enumerable, so that it is not logged.
 */
const withResponse = (error: unknown, response: HttpResponse): Error => {
  const known = error as Error & { $metadata?: object };
  Object.defineProperty(known, '$response', { value: response, configurable: true });
  known.$metadata ??= { httpStatusCode: response.statusCode };
  return known;
};
