import type { HttpResponse } from '@smithy/core/protocols';

/** An error that a service answered with: its name is the service's code for it, as with the SDK. */
export class AwsServiceError extends Error {
  readonly $fault: 'client' | 'server';
  readonly $metadata: { readonly httpStatusCode: number; readonly requestId?: string | undefined };

  constructor(code: string, message: string, { statusCode, headers }: HttpResponse) {
    super(message);
    this.name = code;
    this.$fault = statusCode < 500 ? 'client' : 'server';
    this.$metadata = {
      httpStatusCode: statusCode,
      requestId: headers['x-amzn-requestid'] ?? headers['x-amz-request-id'],
    };
  }
}
