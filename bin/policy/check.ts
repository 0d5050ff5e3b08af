import type { Command } from 'commander';
import { POLICY_DIR } from '../../lib/policy/policy-files.ts';
import { colours } from '../terminal/colours.ts';
import { EXIT_CODE, type ExitCode } from '../terminal/exit-code.ts';
import { withFormat } from '../terminal/format-option.ts';
import { print, printJson } from '../terminal/output.ts';
import { printable } from '../terminal/printable.ts';
import { compileOrReport, type PolicyFolderOptions } from './compile-or-report.ts';

/** Adds `policy check`: checks the policies as `cdk synth` does, without synthesizing the stack. */
export const addCheck = (program: Command, exitWith: (code: ExitCode) => void): void => {
  withFormat(program.command('check'))
    .description('Checks the policy files as a deployment does, warnings included.')
    .option('--dir <folder>', 'folder of the policy files', POLICY_DIR)
    .action((options: PolicyFolderOptions) => {
      const compiled = compileOrReport(options);
      if (!compiled) return exitWith(EXIT_CODE.nothing);
      const { policyIds, sha256 } = compiled;
      if (options.format === 'json') return printJson({ ok: true, policyIds, sha256 });
      const names = printable(policyIds.join(', '));
      print(`${colours.green('✓')} ${policyIds.length} policies: ${names}\n  policy set ${sha256}\n`);
    });
};
