/** The path of Lambda's Runtime API ("Using the Lambda runtime API" in the Lambda guide). */
export const RUNTIME_PATH = '/2018-06-01/runtime';

/** Header of an invocation: the function's time in epoch milliseconds. Lambda has no such header. */
export const CLOCK_HEADER = 'x-function-clock-ms';
