import { Command } from 'commander';
import type { ExitCode } from '../terminal/exit-code.ts';
import { addApply } from './apply.ts';
import { addPlan } from './plan.ts';
import { addStatus } from './status.ts';

const EXIT_CODES =
  '\nExit codes: 0 nothing is missing; 1 something is missing or does not work; 2 usage error; 3 AWS or Twilio error.';

/** Builds the flex command line: connects a Twilio Flex account with the deployment. */
export const flexProgram = (exitWith: (code: ExitCode) => void): Command => {
  const program = new Command('flex-setup');
  program.description('Configures a Twilio Flex account for this deployment, and checks that its callbacks arrive.');
  for (const add of [addPlan, addApply, addStatus]) add(program, exitWith);
  return program.addHelpText('after', EXIT_CODES);
};
