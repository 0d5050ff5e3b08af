import { renameSync, rmSync, writeFileSync } from 'node:fs';

/** A file that tells other programs that the stack runs, and where. */
export interface ReadyFile {
  /** Creates it as a whole: whoever sees it sees all of it. */
  write(text: string): void;
  /** Takes it away: the stack does not run any more. */
  remove(): void;
}

/**
 * Prepares the file, so that a path that cannot be written is found before the stack starts, and takes away one that an
 * earlier stack left. It has tokens in it: only its owner may read it. Throws what the file system throws.
 */
export const readyFile = (path: string): ReadyFile => {
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
