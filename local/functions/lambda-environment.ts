import type { RunnableFunction } from './runnable-function.ts';

/** The part of a function's environment that comes from the Lambda service, not from the template. */
export interface LambdaServiceFacts {
  readonly region: string;
  /** The credentials of the function's role. */
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken: string;
  };
  /** The local endpoint of all AWS services, such as `http://127.0.0.1:4566`. */
  readonly awsEndpointUrl: string;
}

/**
 * Returns the environment of a function: the template's variables, and the variables that Lambda reserves ("Defined
 * runtime environment variables" in the Lambda guide). As in Lambda, a reserved variable overrides the template's.
 */
export const lambdaEnvironment = (
  definition: Omit<RunnableFunction, 'environment'>,
  templateVariables: Readonly<Record<string, string>>,
  facts: LambdaServiceFacts,
): Record<string, string> => ({
  // The SDK warns about Node 20 at each start, but the deployed functions run on nodejs24.x.
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  ...templateVariables,
  _HANDLER: definition.handler,
  AWS_ACCESS_KEY_ID: facts.credentials.accessKeyId,
  AWS_DEFAULT_REGION: facts.region,
  AWS_ENDPOINT_URL: facts.awsEndpointUrl,
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMb),
  AWS_LAMBDA_FUNCTION_NAME: definition.name,
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${definition.name}`,
  AWS_LAMBDA_LOG_STREAM_NAME: 'local',
  AWS_REGION: facts.region,
  AWS_SECRET_ACCESS_KEY: facts.credentials.secretAccessKey,
  AWS_SESSION_TOKEN: facts.credentials.sessionToken,
  LAMBDA_TASK_ROOT: definition.codeDirectory,
  LANG: 'en_US.UTF-8',
  TZ: ':UTC',
});
