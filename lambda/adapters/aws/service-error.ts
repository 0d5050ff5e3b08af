import type { HttpResponse } from '@smithy/core/protocols';

/** The one error of these services that DynamoDB's model calls worth another attempt, beside what its name and status say. */
const RETRYABLE_BY_MODEL = 'ReplicatedWriteConflictException';

/** An error that a service answered with: its name is the service's code for it, as with the SDK. */
export class AwsServiceError extends Error {
  readonly $fault: 'client' | 'server';
  readonly $metadata: { readonly httpStatusCode: number; readonly requestId?: string | undefined };

  /** The SDK's mark on what may be tried again. */
  readonly $retryable?: Readonly<Record<string, never>>;

  constructor(code: string, message: string, { statusCode, headers }: HttpResponse) {
    super(message);
    this.name = code;
    if (code === RETRYABLE_BY_MODEL) this.$retryable = {};
    this.$fault = statusCode < 500 ? 'client' : 'server';
    this.$metadata = {
      httpStatusCode: statusCode,
      requestId: headers['x-amzn-requestid'] ?? headers['x-amz-request-id'],
    };
  }
}
