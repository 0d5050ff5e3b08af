/** How a command of this package ends, for scripts. */
export const EXIT_CODE = {
  /** Something was found, or everything that was checked holds. */
  found: 0,
  /** Nothing was found, or something that was checked does not hold. */
  nothing: 1,
  /** The command line is wrong; nothing was asked of AWS. */
  usage: 2,
  /** AWS refused, failed or could not be reached. */
  awsError: 3,
  /** What the command works with has problems of its own, so that there is no answer. */
  unusable: 4,
  /** The program failed by itself, or could not write its output: no answer. The number is sysexits' EX_SOFTWARE. */
  defect: 70,
  /** Whoever read the output closed it before the end: 128 and SIGPIPE's 13, as a shell has it of any other program. */
  closedPipe: 141,
} as const;

export type ExitCode = (typeof EXIT_CODE)[keyof typeof EXIT_CODE];

/** A command line that cannot be obeyed. The message says what is wrong and gives an example of what is right. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A call to AWS that failed for good. The message says which and why; `cause` keeps the original error. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
}
