/** Something in the policy files that has to be put right before they can be deployed. */
export interface PolicyProblem {
  readonly file: string;
  /** Counted from 1; absent when the problem belongs to no single place. */
  readonly line?: number;
  /** Counted from 1, in characters. */
  readonly column?: number;
  /** The policy's id, where it has one. */
  readonly policyId?: string;
  readonly message: string;
  /** What to do about it, such as `did you mean …?`. */
  readonly help?: string;
}

/** The problem as compilers print them: `file:line:column: message (help)`, which editors and terminals turn into a link. */
export const formatProblem = ({ file, line, column, message, help }: PolicyProblem): string => {
  const place = line === undefined ? file : `${file}:${line}:${column ?? 1}`;
  return help ? `${place}: ${message} (${help})` : `${place}: ${message}`;
};
