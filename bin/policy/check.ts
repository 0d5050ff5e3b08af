import type { Command } from 'commander';
import { POLICY_DIR } from '../../lib/policy/policy-files.ts';
import { colours } from '../terminal/colours.ts';
import { EXIT_CODE, type ExitCode } from '../terminal/exit-code.ts';
import { print, printJson } from '../terminal/output.ts';
import { printable } from '../terminal/printable.ts';
import { compiledOrReported, type PolicyFolderOptions } from './compiled-or-reported.ts';

/** `policy check`: what `cdk synth` would say about the policies, without the rest of it. */
export const addCheck = (program: Command, exitWith: (code: ExitCode) => void): void => {
  program
    .command('check')
    .description('Checks the policy files as a deployment does, warnings included.')
    .option('--dir <folder>', 'folder of the policy files', POLICY_DIR)
    .option('--json', 'answer in JSON')
    .action((options: PolicyFolderOptions) => {
      const compiled = compiledOrReported(options);
      if (!compiled) return exitWith(EXIT_CODE.nothing);
      const { policyIds, sha256 } = compiled;
      if (options.json) return printJson({ ok: true, policyIds, sha256 });
      const names = printable(policyIds.join(', '));
      print(`${colours.green('✓')} ${policyIds.length} policies: ${names}\n  policy set ${sha256}\n`);
    });
};
