import { Command } from 'commander';
import type { ExitCode } from '../terminal/exit-code.ts';
import { addBackfill } from './backfill/backfill-command.ts';
import { addSet } from './set/set.ts';
import { addShow } from './show.ts';

/** Builds the catalog command line: fills the catalog from Twilio, shows an entry, sets facts of the company. */
export const catalogProgram = (exitWith: (code: ExitCode) => void): Command => {
  const program = new Command('flex-catalog')
    .description(
      'Shows and sets facts about recordings: who handled the call, how it is encrypted, whether it is restricted.',
    )
    .addHelpText(
      'after',
      '\nExit codes: 0 success; 1 nothing found, not readable, or not finished; 2 usage error; 3 AWS or Twilio error.',
    );
  addBackfill(program, exitWith);
  addShow(program, exitWith);
  addSet(program);
  return program;
};
