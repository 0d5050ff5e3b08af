import { inspect } from 'node:util';
import { EXIT_CODE } from './exit-code.ts';
import { note } from './output.ts';
import { printableLines } from './printable.ts';

/**
 * From now on whatever nobody caught ends the program by an exit code of its own, stack and all. Node would end with 1,
 * which for a script means "nothing found" or "something does not hold": an answer, where there is none.
 */
export const endOnDefect = (): void => {
  process.on('uncaughtException', error => {
    note(`error: this program failed by itself and has no answer.\n${printableLines(inspect(error))}\n`);
    process.exit(EXIT_CODE.defect);
  });
};
