import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { UsageError } from '../../terminal/exit-code.ts';

/**
 * Opens the downloaded file of an archive object. Returns undefined when there is none. A path that is not a file, such
 * as a folder, is read as an empty object: this is neither a digest nor an events file, so `verify` reports it as
 * unreadable. Throws `UsageError` when the file cannot be read, because then its content is unknown.
 */
export const openCopiedObject = async (path: string): Promise<Readable | undefined> => {
  const found = await readUnlessAbsent(path, stat(path));
  if (!found) return undefined;
  return found.isFile() ? readUnlessAbsent(path, openFile(path)) : Readable.from([]);
};

/** Returns what was read from a path, or undefined when the path does not exist. Throws `UsageError` on other errors. */
export const readUnlessAbsent = async <T>(path: string, reading: Promise<T>): Promise<T | undefined> => {
  try {
    return await reading;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // ENOTDIR: a part of the path is a file, not a folder.
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new UsageError(`${path} cannot be read (${code}).`, { cause: error });
  }
};

const openFile = (path: string): Promise<Readable> => {
  const file = createReadStream(path);
  return new Promise((resolve, reject) => file.once('open', () => resolve(file)).once('error', reject));
};
