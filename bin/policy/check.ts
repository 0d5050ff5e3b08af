import type { Command } from 'commander';
import { compilePolicyFiles, POLICY_DIR, PolicyError } from '../../lib/policy/policy-files.ts';
import { formatProblem } from '../../lib/policy/policy-problem.ts';
import { colours } from '../terminal/colours.ts';
import { EXIT_CODE, type ExitCode } from '../terminal/exit-code.ts';
import { printable, printableJson } from '../terminal/printable.ts';

/** `policy check`: what `cdk synth` would say about the policies, without the rest of it. */
export const addCheck = (program: Command, exitWith: (code: ExitCode) => void): void => {
  program
    .command('check')
    .description('Checks the policy files as a deployment does, warnings included.')
    .option('--dir <folder>', 'folder of the policy files', POLICY_DIR)
    .option('--json', 'answer in JSON')
    .action(({ dir, json }: { readonly dir: string; readonly json?: true }) => {
      try {
        const { policyIds, sha256 } = compilePolicyFiles(dir);
        const text = `${colours.green('✓')} ${policyIds.length} policies: ${policyIds.join(', ')}\n  policy set ${sha256}`;
        process.stdout.write(`${json ? printableJson({ ok: true, policyIds, sha256 }) : text}\n`);
      } catch (error) {
        if (!(error instanceof PolicyError)) throw error;
        const { problems } = error;
        const lines = problems.map(problem => `${colours.red('✗')} ${printable(formatProblem(problem))}`);
        process.stdout.write(`${json ? printableJson({ ok: false, problems }) : lines.join('\n')}\n`);
        exitWith(EXIT_CODE.nothing);
      }
    });
};
