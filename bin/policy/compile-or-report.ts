import type { CompiledPolicies } from '../../lib/policy/compile-policies.ts';
import { compilePolicyFiles, PolicyError } from '../../lib/policy/policy-files.ts';
import { formatProblem } from '../../lib/policy/policy-problem.ts';
import { colours } from '../terminal/colours.ts';
import type { FormatOption } from '../terminal/format-option.ts';
import { print, printJson } from '../terminal/output.ts';
import { printable } from '../terminal/printable.ts';

/** The folder of the policy files, and the output format. */
export interface PolicyFolderOptions extends FormatOption {
  readonly dir: string;
}

/**
 * Compiles the policies of a folder as a deployment does. If they have problems, prints these, one per line or as
 * `{"ok": false, "problems": […]}`, and returns undefined.
 */
export const compileOrReport = ({ dir, format }: PolicyFolderOptions): CompiledPolicies | undefined => {
  try {
    return compilePolicyFiles(dir);
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    const { problems } = error;
    if (format === 'json') printJson({ ok: false, problems });
    else for (const problem of problems) print(`${colours.red('✗')} ${printable(formatProblem(problem))}\n`);
    return undefined;
  }
};
