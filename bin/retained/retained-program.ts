import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { EXIT_CODE, type ExitCode, UsageError } from '../terminal/exit-code.ts';
import { note, printJson } from '../terminal/output.ts';
import { printable } from '../terminal/printable.ts';
import { retainedResources } from './resource-mapping.ts';

/** Builds the command line that says how to import what a destroyed stack left. */
export const retainedProgram = (exitWith: (code: ExitCode) => void): Command =>
  new Command('retained')
    .description('Prints what a destroyed stack left, as the file that cdk import reads. Sends nothing to AWS.')
    .argument('<file>', 'what aws cloudformation list-stack-resources --stack-name ARN printed about the deleted stack')
    .addHelpText(
      'after',
      '\nExit codes: 0 printed; 2 usage error; 4 the file is not such a list, or has nothing to import.',
    )
    .action((file: string) => {
      const retained = retainedResources(read(file));
      if (typeof retained === 'string') {
        note(`${printable(file)} ${retained}\n`);
        exitWith(EXIT_CODE.unusable);
        return;
      }
      printJson(retained.mapping, 2);
      for (const id of retained.others) note(`${printable(id)} is a setting of the account: nothing to import.\n`);
    });

const read = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
};
