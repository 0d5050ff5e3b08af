import { startProcess } from './started-process.ts';

export interface CliEnd {
  readonly code: number | NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the audit command line to its end. */
export const auditCli = async (...args: readonly string[]): Promise<CliEnd> => {
  const program = startProcess([process.execPath, 'bin/flex-audit.js', ...args]);
  const code = await program.ended;
  return { code, ...program.output() };
};
