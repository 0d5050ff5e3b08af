import { once } from 'node:events';
import { colours, errorColours } from './colours.ts';
import { escapeOutput, printableJson } from './printable.ts';

/*
 * All output of the programs goes through these functions. Commands escape foreign text when they insert it. As a second
 * barrier, these functions escape every remaining unsafe character. Only the progress bar writes to the terminal itself:
 * it contains numbers and our own labels.
 */

/** Writes to stdout. Returns false when the stream's buffer is full, as `stream.write` does. */
export const print = (text: string): boolean => process.stdout.write(escapeOutput(text, colours.isColorSupported));

/** Writes to stdout and waits for a slow reader, so that no unread text accumulates in memory. */
export const printAndWait = async (text: string): Promise<void> => {
  if (text && !print(text)) await once(process.stdout, 'drain');
};

/** Writes a value as JSON to stdout, on one line unless `indent` is given. Escaping does not change the parsed value. */
export const printJson = (value: unknown, indent?: number): void => void print(`${printableJson(value, indent)}\n`);

/** Writes to stderr. */
export const note = (text: string): void =>
  void process.stderr.write(escapeOutput(text, errorColours.isColorSupported));
