import { inspect } from 'node:util';
import { EXIT_CODE } from './exit-code.ts';
import { note } from './output.ts';
import { printableLines } from './printable.ts';

/**
 * Makes an uncaught exception end the program with `EXIT_CODE.defect` and print its stack. By default Node exits with
 * 1, which a script would read as the result "nothing found" or "a check failed".
 */
export const endOnDefect = (): void => {
  process.on('uncaughtException', error => {
    note(`error: internal error; there is no result.\n${printableLines(inspect(error))}\n`);
    process.exit(EXIT_CODE.defect);
  });
};
