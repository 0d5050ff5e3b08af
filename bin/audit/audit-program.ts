import { Command } from 'commander';
import type { ExitCode } from '../terminal/exit-code.ts';
import { addByDay } from './queries/by-day.ts';
import { addByRecording } from './queries/by-recording.ts';
import { addByUser } from './queries/by-user.ts';
import { addTail } from './queries/tail.ts';
import { addRevoke } from './revoke/revoke.ts';
import { addVerify } from './verify/verify.ts';

/** The audit command line: asks the trail, and proves it. */
export const auditProgram = (exitWith: (code: ExitCode) => void): Command => {
  const program = new Command('audit')
    .description('Who listened to what, when, from where, under which rule; and proof that the answer is genuine.')
    .addHelpText(
      'afterAll',
      '\nExit codes: 0 found, or everything holds; 1 nothing found, or something does not hold; 2 usage; 3 AWS error.',
    );
  addByRecording(program, exitWith);
  addByUser(program, exitWith);
  addByDay(program, exitWith);
  addTail(program, exitWith);
  addVerify(program, exitWith);
  addRevoke(program, exitWith);
  return program;
};
