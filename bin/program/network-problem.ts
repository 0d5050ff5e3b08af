/** Returns why a request got no answer: a system's error code such as `ECONNREFUSED`, or a message. */
export const networkProblem = (error: unknown, timeoutMs: number): string => {
  const { name, message, cause } = error as Error;
  if (name === 'TimeoutError') return `no answer within ${timeoutMs / 1_000} s`;
  return cause instanceof Error ? ((cause as NodeJS.ErrnoException).code ?? cause.message) : message;
};
