import { EXIT_CODE } from './exit-code.ts';
import { note } from './output.ts';
import { printable } from './printable.ts';

/**
 * Ends the program after its output could not be written. A closed pipe, as in `… | head`, is normal and prints no
 * error, but the command is incomplete, so the exit code must be neither "found" nor "nothing". Any other error, such
 * as a full disk, is printed.
 */
const exitOnError = (error: NodeJS.ErrnoException): void => {
  if (error.code === 'EPIPE') process.exit(EXIT_CODE.closedPipe);
  note(`error: The output cannot be written: ${printable(error.message)}\n`);
  process.exit(EXIT_CODE.defect);
};

/** Lets the command continue. Its exit code will report that the output was not read to the end. */
const reportClosedPipeAtExit = (): void => {
  process.once('exit', () => {
    process.exitCode = EXIT_CODE.closedPipe;
  });
};

/** Makes the program exit when its output cannot be written. May be called more than once. */
export const endOnOutputError = (): void => {
  for (const stream of [process.stdout, process.stderr]) stream.off('error', exitOnError).on('error', exitOnError);
};

/** Makes the program continue when its output cannot be written. For commands that must not stop half-way. */
export const continueOnOutputError = (): void => {
  for (const stream of [process.stdout, process.stderr])
    stream.off('error', exitOnError).on('error', reportClosedPipeAtExit);
};
