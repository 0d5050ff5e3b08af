/** A Lambda function as the template describes it, with every reference resolved to a local value. */
export interface RunnableFunction {
  /** The name that logs and `AWS_LAMBDA_FUNCTION_NAME` show. */
  readonly name: string;
  /** Folder of the bundle. */
  readonly codeDirectory: string;
  /** `file.export`, such as `index.handler`. */
  readonly handler: string;
  /** Everything that the function finds in `process.env`; nothing of the host's environment is added. */
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  /** The most events at a time; one more is refused. Default: no limit. */
  readonly reservedConcurrency?: number;
}

/** What Lambda reports when a function throws, times out, dies or answers too much: the payload of a function error. */
export interface FunctionFailure {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** The `errorType` of an event that was refused because its function has no execution left. */
export const THROTTLED = 'TooManyRequestsException';

/** What surrounds the functions of one stack. */
export interface FunctionHost {
  /** Receives what a function writes to stdout and stderr, one line at a time. */
  readonly log: (functionName: string, line: string) => void;
}
