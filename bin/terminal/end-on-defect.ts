import { inspect } from 'node:util';
import { EXIT_CODE } from './exit-code.ts';
import { printable } from './printable.ts';

/**
 * From now on whatever nobody caught ends the program by an exit code of its own, stack and all. Node would end with 1,
 * which for a script means "nothing found" or "something does not hold": an answer, where there is none.
 */
export const endOnDefect = (): void => {
  process.on('uncaughtException', error => {
    const stack = inspect(error).split('\n').map(printable).join('\n');
    process.stderr.write(`error: this program failed by itself and has no answer.\n${stack}\n`);
    process.exit(EXIT_CODE.defect);
  });
};
