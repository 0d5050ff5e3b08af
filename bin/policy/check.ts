import type { Command } from 'commander';
import { POLICY_DIR } from '../../lib/policy/policy-files.ts';
import { colours } from '../terminal/colours.ts';
import { EXIT_CODE, type ExitCode } from '../terminal/exit-code.ts';
import { printableJson } from '../terminal/printable.ts';
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
      const text = `${colours.green('✓')} ${policyIds.length} policies: ${policyIds.join(', ')}\n  policy set ${sha256}`;
      process.stdout.write(`${options.json ? printableJson({ ok: true, policyIds, sha256 }) : text}\n`);
    });
};
