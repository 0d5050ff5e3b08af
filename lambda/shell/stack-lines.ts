import { readSettings, text } from './settings.ts';

/** The member of every log line, and the dimension of every metric, that names the stack. */
export const STACK_DIMENSION = 'stack';
/** The environment variable with the stack's name. */
const SETTINGS = { stack: text('STACK_NAME') };

/**
 * Returns a function that writes log lines, each a JSON object with a member, and adds the member `stack` to them: a metric's
 * dimension is a member of its line, and several stacks can be in one account and region.
 *
 * It writes to stdout: `console.log` would add Lambda's prefix to the JSON, and CloudWatch would not find the metric.
 * Throws `EnvironmentError` if the environment does not name the stack.
 */
export const stackLines = (
  environment: Readonly<Record<string, string | undefined>>,
  write: (text: string) => void = written => process.stdout.write(written),
): ((line: string) => void) => {
  const start = `{"${STACK_DIMENSION}":${JSON.stringify(readSettings(SETTINGS, environment).stack)},`;
  return line => write(`${start}${line.slice(1)}\n`);
};
