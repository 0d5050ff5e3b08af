import { adviceFor } from '../program/advice.ts';
import { AwsError } from '../terminal/exit-code.ts';
import { type Check, type CheckResult, notChecked } from './check.ts';
import type { DeployedStack } from './deployed-stack.ts';
import type { Examination } from './examination.ts';

/** A check that asks AWS, with the permissions that it needs. */
interface InsideCheck extends Omit<Check, 'run'> {
  readonly permissions: readonly string[];
  readonly run: (stack: DeployedStack, examination: Examination) => Promise<CheckResult>;
}

/**
 * Returns the check. If AWS refuses or fails, nothing is known: then the result names the permissions or says what to do.
 * A check catches the errors that say something about the deployment.
 */
export const inside = ({ run, needs = [], ...check }: InsideCheck): Check => ({
  ...check,
  needs: [...needs, 'stack'],
  run: async examination => {
    if (!examination.stack) return notChecked('the stack is not known');
    try {
      return await run(examination.stack, examination);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return unknown(error, check.permissions);
    }
  },
});

const DENIED = /access_?denied|AuthorizationError|not authorized/i;

const unknown = (error: Error, permissions: readonly string[]): CheckResult => {
  const said = `${error.name}: ${error.message}`;
  return DENIED.test(said)
    ? notChecked('AWS refuses to tell', `Allow ${permissions.join(', ')} to these credentials, or ask somebody who may`)
    : notChecked(error instanceof AwsError ? error.message : said, adviceFor(error)?.replace(/\.$/, ''));
};

/** Returns whether an error of the SDK has one of these names. */
export const isNamed = (error: unknown, ...names: readonly string[]): boolean =>
  error instanceof Error && names.includes(error.name);
