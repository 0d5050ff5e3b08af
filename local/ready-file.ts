import { renameSync, rmSync, writeFileSync } from 'node:fs';

/** A file from which other programs learn that the stack runs, and its addresses. */
export interface ReadyFile {
  /** Creates the file with its whole content at once, so that no program reads a part of it. */
  write(text: string): void;
  /** Removes the file when the stack stops. */
  remove(): void;
}

/**
 * Checks that the file can be written, before the stack starts, and removes the file of an earlier run. Only the owner
 * can read the file, because it contains tokens. Throws the errors of the file system.
 */
export const prepareReadyFile = (path: string): ReadyFile => {
  const unfinished = `${path}.${process.pid}.new`;
  rmSync(path, { force: true });
  writeFileSync(unfinished, '', { mode: 0o600 });
  return {
    write: text => {
      writeFileSync(unfinished, text);
      renameSync(unfinished, path);
    },
    remove: () => {
      for (const file of [unfinished, path]) rmSync(file, { force: true });
    },
  };
};
