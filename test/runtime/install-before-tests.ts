import { installDeployedRuntime } from './deployed-runtime.ts';

/** Set-up of the suite `runtime`, before its test files run in parallel: they must not install at the same time. */
export const setup = (): void => {
  installDeployedRuntime();
};
