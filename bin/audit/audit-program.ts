import { Command } from 'commander';
import type { ExitCode } from '../terminal/exit-code.ts';
import { addRevoke } from './revoke.ts';

/** The audit command line. */
export const auditProgram = (exitWith: (code: ExitCode) => void): Command => {
  const program = new Command('audit')
    .description('Ends live streamed links.')
    .addHelpText('after', '\nExit codes: 0 found; 1 nothing found; 2 usage; 3 AWS error.');
  addRevoke(program, exitWith);
  return program;
};
