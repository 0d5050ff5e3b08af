import { createInterface } from 'node:readline/promises';
import { printable } from '../terminal/printable.ts';

/** Asks a yes-or-no question on the terminal. Everything but `y` and `yes` is a no. */
export const confirm = async (question: string): Promise<boolean> => {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`${printable(question)} [y/N] `);
    return /^\s*y(es)?\s*$/i.test(answer);
  } finally {
    terminal.close();
  }
};
