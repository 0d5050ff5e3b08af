const CONNECTION_TIMEOUT_MS = 1_000;
const MAX_ATTEMPTS = 2;

/** The settings in which the AWS clients of this project differ. */
export interface AwsClientOptions {
  /** The region of the resource. Default: the function's region, which the SDK reads from the runtime. */
  readonly region?: string | undefined;
  /** The limit from sending the request to receiving the headers, milliseconds; also the longest pause within a body. */
  readonly requestTimeoutMs: number;
}

/**
 * Returns the settings of every AWS client of this project. By default, the SDK waits without a limit and makes three
 * attempts, which is too long for a listener. Here an attempt takes at most `requestTimeoutMs`, and there are two.
 * Does not set credentials: the SDK reads those of the role from the runtime.
 */
export const awsClientSettings = ({ region, requestTimeoutMs }: AwsClientOptions) => ({
  ...(region && { region }),
  maxAttempts: MAX_ATTEMPTS,
  // Explicit, so that the SDK does not search for a shared configuration file during a cold start.
  retryMode: 'standard',
  requestHandler: {
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: requestTimeoutMs,
    // Without this, the SDK only logs a warning and continues to wait.
    throwOnRequestTimeout: true,
    // The request timeout ends at the headers. This one ends a body that stalls.
    socketTimeout: requestTimeoutMs,
  },
});
