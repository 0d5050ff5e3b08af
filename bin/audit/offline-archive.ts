import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipLines } from '../../lambda/adapters/gzipped-lines.ts';
import type { ListableArchive } from '../../lambda/domain/chain-audit/ports.ts';
import { digestKey, eventsKey, parseArchiveKey } from '../../lambda/domain/digest-chain/archive-key.ts';
import type { EventWindow } from '../../lambda/domain/digest-chain/event-window.ts';
import { ok } from '../../lambda/domain/result.ts';
import { UsageError } from '../terminal/exit-code.ts';

/**
 * A downloaded copy of the archive: the folder into which the bucket was copied, names and all. It has no history.
 * Throws `UsageError` when the folder cannot be read.
 */
export const offlineArchive = async (folder: string): Promise<ListableArchive> => {
  const digests = await digestWindows(folder);
  return {
    newestDigest: async notAfter => ok(digests.findLast(window => window.fromMs <= notAfter.fromMs)),
    oldestDigest: async () => ok(digests[0]),
    readDigest: async window => ok(await unlessAbsent(readFile(join(folder, digestKey(window)), 'utf8'))),
    readEvents: async window => {
      const key = eventsKey(window);
      const file = createReadStream(join(folder, key));
      const opened = await unlessAbsent(
        new Promise<true>((resolve, reject) => file.once('open', () => resolve(true)).once('error', reject)),
      );
      return ok(opened && gunzipLines(file, key));
    },
    entriesOf: async function* (day) {
      for (const kind of ['digests', 'events']) {
        const path = `${kind}/${day.replaceAll('-', '/')}`;
        for (const name of (await unlessAbsent(readdir(join(folder, path)))) ?? []) {
          yield { key: `${path}/${name}`, contents: 1, deleted: false };
        }
      }
    },
  };
};

/** Names of a year fit in memory: 35,040 windows. */
const digestWindows = async (folder: string): Promise<EventWindow[]> => {
  const names = await readdir(join(folder, 'digests'), { recursive: true }).catch(error => {
    throw new UsageError(
      `${folder} holds no copy of an archive (${error.code}). Make one with: aws s3 sync s3://ARCHIVE-BUCKET ${folder}`,
    );
  });
  return names
    .flatMap(name => parseArchiveKey(`digests/${name.replaceAll('\\', '/')}`)?.window ?? [])
    .sort((a, b) => a.fromMs - b.fromMs);
};

const unlessAbsent = async <T>(reading: Promise<T>): Promise<T | undefined> => {
  try {
    return await reading;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};
