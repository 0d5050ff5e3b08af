import { Command } from 'commander';
import type { ExitCode } from '../terminal/exit-code.ts';
import { addCheck } from './check.ts';
import { addExplain } from './explain.ts';

/** The policy command line: checks the files, and shows what they mean for a person and a recording. */
export const policyProgram = (exitWith: (code: ExitCode) => void): Command => {
  const program = new Command('policy')
    .description('Who may listen: checks policy/playback.cedar, and explains what it decides.')
    .addHelpText(
      'after',
      '\nExit codes: 0 holds, or allowed; 1 has problems, or denied; 2 usage; 3 AWS error; 4 the policies to explain have problems.',
    );
  addCheck(program, exitWith);
  addExplain(program, exitWith);
  return program;
};
