import { Command } from 'commander';
import type { ExitCode } from '../terminal/exit-code.ts';
import { addCheck } from './check.ts';
import { addExplain } from './explain.ts';

/** Builds the policy command line. It checks the policy files and explains decisions. */
export const policyProgram = (exitWith: (code: ExitCode) => void): Command => {
  const program = new Command('flex-policy')
    .description('Checks policy/playback.cedar, which decides who may play recordings, and explains its decisions.')
    .addHelpText(
      'after',
      '\nExit codes: 0 the policies are valid, or access is allowed; 1 the policies have problems, or access is denied; 2 usage error; 3 AWS error; 4 the policies to explain are invalid.',
    );
  addCheck(program, exitWith);
  addExplain(program, exitWith);
  return program;
};
