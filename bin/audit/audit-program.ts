import { Command } from 'commander';
import type { ExitCode } from '../terminal/exit-code.ts';
import { addDesk } from './desk/desk.ts';
import { addVerifyReport } from './desk/report/verify-report.ts';
import { addByAgent } from './queries/by-agent.ts';
import { addByDay } from './queries/by-day.ts';
import { addByGroup } from './queries/by-group.ts';
import { addByRecording } from './queries/by-recording.ts';
import { addByUser } from './queries/by-user.ts';
import { addTail } from './queries/tail.ts';
import { addRevoke } from './revoke/revoke.ts';
import { addVerify } from './verify/verify.ts';

/** Builds the audit command line: queries and verifies the audit trail, and revokes links. */
export const auditProgram = (exitWith: (code: ExitCode) => void): Command => {
  const program = new Command('flex-audit')
    .description(
      'Shows who listened to which recording, when, from where and under which policy. Verifies that the audit trail is unchanged.',
    )
    .addHelpText(
      'afterAll',
      '\nExit codes: 0 found, or verified without findings; 1 nothing found, or not verified; 2 usage error; 3 AWS error.',
    );
  addByRecording(program, exitWith);
  addByGroup(program, exitWith);
  addByAgent(program, exitWith);
  addByUser(program, exitWith);
  addByDay(program, exitWith);
  addTail(program, exitWith);
  addVerify(program, exitWith);
  addRevoke(program, exitWith);
  addDesk(program, exitWith);
  addVerifyReport(program, exitWith);
  return program;
};
