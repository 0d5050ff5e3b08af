import { once } from 'node:events';
import { colours, errorColours } from './colours.ts';
import { fenced, printableJson } from './printable.ts';

/*
 * The only way out. What other people wrote is made printable where a command puts it into its text; whatever a command
 * forgets is spelled out here, so that no text of anybody reaches the terminal as more than text. Only a progress bar
 * draws by itself, of numbers and of labels that are ours.
 */

/** Writes to stdout. Returns false when the reader is slow, like the stream itself. */
export const print = (text: string): boolean => process.stdout.write(fenced(text, colours.isColorSupported));

/** The same, and waits for a slow reader instead of heaping text up for it. */
export const printAndWait = async (text: string): Promise<void> => {
  if (text && !print(text)) await once(process.stdout, 'drain');
};

/** Writes a line of JSON to stdout, or several with an indent: the same value for whoever parses it. */
export const printJson = (value: unknown, indent?: number): void => void print(`${printableJson(value, indent)}\n`);

/** Writes to stderr. */
export const note = (text: string): void => void process.stderr.write(fenced(text, errorColours.isColorSupported));
