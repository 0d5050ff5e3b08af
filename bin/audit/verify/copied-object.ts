import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { UsageError } from '../../terminal/exit-code.ts';

/**
 * Opens the file of an archive's object; undefined when there is none. What is there but no file, such as a folder of
 * that name, reads as an object without content: that is neither a digest nor an events file, and is named as unreadable.
 * Throws `UsageError` when it cannot be read: that says nothing about what it holds.
 */
export const openCopiedObject = async (path: string): Promise<Readable | undefined> => {
  const found = await unlessAbsent(path, stat(path));
  if (!found) return undefined;
  return found.isFile() ? unlessAbsent(path, openedFile(path)) : Readable.from([]);
};

/** What is read from a path; undefined when there is nothing. Throws `UsageError` when it cannot be read. */
export const unlessAbsent = async <T>(path: string, reading: Promise<T>): Promise<T | undefined> => {
  try {
    return await reading;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // ENOTDIR: a file stands where a folder of the path should be.
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new UsageError(`${path} cannot be read (${code}).`, { cause: error });
  }
};

const openedFile = (path: string): Promise<Readable> => {
  const file = createReadStream(path);
  return new Promise((resolve, reject) => file.once('open', () => resolve(file)).once('error', reject));
};
