import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startProcess } from './started-process.ts';

export interface CliEnd {
  readonly code: number | NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the audit command line to its end. */
export const auditCli = async (...args: readonly string[]): Promise<CliEnd> => run(args);

const run = async (
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<CliEnd> => {
  const program = startProcess([process.execPath, 'bin/flex-audit.js', ...args], env);
  const code = await program.ended;
  return { code, ...program.output() };
};

/** Runs the audit command line with other environment variables. `undefined` removes one. */
export const auditCliIn = async (
  env: Readonly<Record<string, string | undefined>>,
  ...args: readonly string[]
): Promise<CliEnd> => run(args, env);

/** Runs the audit command line with a closed output pipe. */
export const auditCliWithoutReader = async (...args: readonly string[]): Promise<CliEnd> => {
  const program = startProcess([process.execPath, 'bin/flex-audit.js', ...args]);
  program.closeOutput();
  const code = await program.ended;
  return { code, ...program.output() };
};

const REPORT_MAX_RSS = fileURLToPath(new URL('./report-max-rss.cjs', import.meta.url));

/** Runs the audit command line, and measures the peak of its memory, bytes. */
export const measuredAuditCli = async (
  ...args: readonly string[]
): Promise<CliEnd & { readonly maxRssBytes: number }> => {
  const folder = mkdtempSync(join(tmpdir(), 'max-rss-'));
  try {
    const file = join(folder, 'bytes');
    const end = await run(args, { NODE_OPTIONS: `--require ${REPORT_MAX_RSS}`, MAX_RSS_FILE: file });
    return { ...end, maxRssBytes: Number(readFileSync(file, 'utf8')) };
  } finally {
    rmSync(folder, { recursive: true });
  }
};
