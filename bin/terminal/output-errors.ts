import { EXIT_CODE } from './exit-code.ts';
import { note } from './output.ts';
import { printable } from './printable.ts';

/**
 * `… | head` closes the pipe early: that is the reader's right, and nothing to complain about. But the command has not
 * come to its end, so neither of the answers "found" and "nothing" is its to give. A full disk is worth a word.
 */
const endUnheard = (error: NodeJS.ErrnoException): void => {
  if (error.code === 'EPIPE') process.exit(EXIT_CODE.closedPipe);
  note(`error: The output cannot be written: ${printable(error.message)}\n`);
  process.exit(EXIT_CODE.defect);
};

/** The work goes on, and its exit code says in the end that nobody was told. */
const goOn = (): void => {
  process.once('exit', () => {
    process.exitCode = EXIT_CODE.closedPipe;
  });
};

/** From now on the program ends when what it writes reaches nobody. May be called again. */
export const endOnOutputError = (): void => {
  for (const stream of [process.stdout, process.stderr]) stream.off('error', endUnheard).on('error', endUnheard);
};

/** For a command that must not stop half way because its reader has gone. */
export const finishUnheard = (): void => {
  for (const stream of [process.stdout, process.stderr]) stream.off('error', endUnheard).on('error', goOn);
};
