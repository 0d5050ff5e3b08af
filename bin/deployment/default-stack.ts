import { DEFAULT_STACK_NAME } from '../../lib/config/playback-config.ts';
import { readCdkContext } from './twilio-account.ts';

/** Returns the name of the stack that cdk.json in the current folder deploys: the default of `--stack`. */
export const defaultStack = (): string => {
  const { stackName } = readCdkContext();
  return typeof stackName === 'string' ? stackName : DEFAULT_STACK_NAME;
};
