/** The exit codes of this package's commands. */
export const EXIT_CODE = {
  /** Something was found, or every check passed. */
  found: 0,
  /** Nothing was found, or a check failed. */
  nothing: 1,
  /** The command line is wrong; nothing was sent to AWS. */
  usage: 2,
  /** AWS refused, failed or could not be reached. */
  awsError: 3,
  /** The command's input, such as the policy files, has problems, so there is no result. */
  unusable: 4,
  /**
   * Internal error, or the output could not be written: there is no result. The number is EX_SOFTWARE of sysexits.h.
   */
  defect: 70,
  /** The reader closed the output before its end: 128 + 13 (SIGPIPE), as a shell reports it for other programs. */
  closedPipe: 141,
} as const;

export type ExitCode = (typeof EXIT_CODE)[keyof typeof EXIT_CODE];

/** An invalid command line. The message says what is wrong and gives a correct example. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A call to AWS that failed after all attempts. The message says which and why; `cause` is the original error. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
}
