import { type StartedProcess, startProcess } from './started-process.ts';

/** Starts one of the project's programs, such as `bin/flex-catalog.js`, with its arguments. */
export const startProgram = (
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
): StartedProcess => startProcess([process.execPath, ...args], env);

/** Runs a program to its end. */
export const runProgram = async (args: readonly string[], env: Readonly<Record<string, string | undefined>> = {}) => {
  const program = startProgram(args, env);
  const status = await program.ended;
  return { status, ...program.output() };
};
