/** A Lambda function of the template. All references have local values. */
export interface RunnableFunction {
  /** The name in logs and in `AWS_LAMBDA_FUNCTION_NAME`. */
  readonly name: string;
  /** Folder of the bundle. */
  readonly codeDirectory: string;
  /** `file.export`, such as `index.handler`. */
  readonly handler: string;
  /** All variables in the function's `process.env`. The host's variables are not added. */
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  /** The most events at the same time; further events are refused. @default no limit */
  readonly reservedConcurrency?: number;
}

/** The payload of Lambda's function errors: the function threw, timed out, exited, or its answer was too large. */
export interface FunctionFailure {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** The `errorType` of an event that was refused because of the reserved concurrency. */
export const THROTTLED = 'TooManyRequestsException';

/** The host of the functions of a stack. */
export interface FunctionHost {
  /** Receives each line that a function writes to stdout and stderr. */
  readonly log: (functionName: string, line: string) => void;
}
