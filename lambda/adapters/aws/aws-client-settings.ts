const CONNECTION_TIMEOUT_MS = 1_000;
const MAX_ATTEMPTS = 2;

/** What differs between the project's AWS clients. */
export interface AwsClientOptions {
  /** Where the resource lives; by default the function's own region, which the SDK takes from the runtime. */
  readonly region?: string | undefined;
  /** From sending the request to the answer's headers, milliseconds; also the longest silence within a body. */
  readonly requestTimeoutMs: number;
}

/**
 * The settings that every AWS client of the project is built with. The SDK by itself waits for ever and tries three
 * times; a listener waits for neither. One attempt takes at most `requestTimeoutMs`, and there are two.
 * Credentials are not set here: the SDK finds the role's in the runtime.
 */
export const awsClientSettings = ({ region, requestTimeoutMs }: AwsClientOptions) => ({
  ...(region && { region }),
  maxAttempts: MAX_ATTEMPTS,
  // Said outright, so that the SDK need not look for a shared config file during a cold start.
  retryMode: 'standard',
  requestHandler: {
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: requestTimeoutMs,
    // Without this the SDK only logs a warning and goes on waiting.
    throwOnRequestTimeout: true,
    // The request timeout ends with the headers; this one ends a body that stalls.
    socketTimeout: requestTimeoutMs,
  },
});
