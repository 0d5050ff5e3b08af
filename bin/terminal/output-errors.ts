import { EXIT_CODE } from './exit-code.ts';

/**
 * `… | head` closes the pipe early: that is the reader's right, and nothing to complain about. But the command has not
 * come to its end, so neither of the answers "found" and "nothing" is its to give.
 */
const endWhenNobodyReads = (error: NodeJS.ErrnoException): void => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(EXIT_CODE.closedPipe);
};

/** From now on the program ends, quietly, when what it writes is no longer read. May be called again. */
export const endOnClosedPipe = (): void => {
  for (const stream of [process.stdout, process.stderr]) {
    stream.off('error', endWhenNobodyReads).on('error', endWhenNobodyReads);
  }
};
