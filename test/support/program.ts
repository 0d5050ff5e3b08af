import { type StartedProcess, startProcess } from './started-process.ts';

/** Starts one of the project's programs, such as `bin/catalog.ts`, with its arguments. */
export const startProgram = (args: readonly string[]): StartedProcess =>
  startProcess([process.execPath, '--import', 'tsx', ...args]);

/** Runs a program to its end. */
export const runProgram = async (args: readonly string[]) => {
  const program = startProgram(args);
  const status = await program.ended;
  return { status, ...program.output() };
};
