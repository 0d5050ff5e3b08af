import type { HttpAnswer } from './requests/http-exchange.ts';

/** The only error of these services that may be retried because DynamoDB's model says so, not because of its name or status. */
const RETRYABLE_BY_MODEL = 'ReplicatedWriteConflictException';

/** An error that a service returned. Its name is the service's error code, as in the SDK. */
export class AwsServiceError extends Error {
  readonly $fault: 'client' | 'server';
  readonly $metadata: { readonly httpStatusCode: number; readonly requestId?: string | undefined };

  /** The SDK's mark on errors that may be retried. */
  readonly $retryable?: Readonly<Record<string, never>>;

  constructor(code: string, message: string, { statusCode, headers }: HttpAnswer) {
    super(message);
    this.name = code;
    if (code === RETRYABLE_BY_MODEL) this.$retryable = {};
    this.$fault = statusCode < 500 ? 'client' : 'server';
    this.$metadata = {
      httpStatusCode: statusCode,
      requestId: String(headers['x-amzn-requestid'] ?? headers['x-amz-request-id'] ?? ''),
    };
  }
}
