/** A problem in the policy files that prevents their deployment. */
export interface PolicyProblem {
  readonly file: string;
  /** Counted from 1; absent when the problem concerns the whole file. */
  readonly line?: number;
  /** Counted from 1, in characters. */
  readonly column?: number;
  /** The policy's id, if it has one. */
  readonly policyId?: string;
  readonly message: string;
  /** What to do about it, such as `did you mean …?`. */
  readonly help?: string;
}

/**
 * Formats a problem as compilers do, `file:line:column: message (help)`: editors and terminals turn this into a link.
 */
export const formatProblem = ({ file, line, column, message, help }: PolicyProblem): string => {
  const place = line === undefined ? file : `${file}:${line}:${column ?? 1}`;
  return help ? `${place}: ${message} (${help})` : `${place}: ${message}`;
};
