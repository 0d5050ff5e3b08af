import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readDigestText } from '../../../lambda/adapters/s3/digest-text.ts';
import { gunzipLines } from '../../../lambda/adapters/s3/gzipped-lines.ts';
import { digestKey, eventsKey, parseArchiveKey } from '../../../lambda/domain/audit/chain/archive-key.ts';
import type { EventWindow } from '../../../lambda/domain/audit/chain/event-window.ts';
import type { ListableArchive } from '../../../lambda/domain/audit/verify/ports.ts';
import { ok } from '../../../lambda/domain/shared/result.ts';
import { UsageError } from '../../terminal/exit-code.ts';
import { openCopiedObject, readUnlessAbsent } from './copied-object.ts';

/**
 * Opens a downloaded copy of the archive: a folder with the bucket's objects under their keys, without older versions.
 * Throws `UsageError`, at once or during later reads, when a file or folder cannot be read.
 */
export const openOfflineArchive = async (folder: string): Promise<ListableArchive> => {
  const digests = await listDigestWindows(folder);
  return {
    findNewestDigest: async notAfter => ok(digests.findLast(window => window.fromMs <= notAfter.fromMs)),
    findOldestDigest: async () => ok(digests[0]),
    readDigest: async window => {
      const path = join(folder, digestKey(window));
      const body = await openCopiedObject(path);
      return ok(body && (await readUnlessAbsent(path, readDigestText(body))));
    },
    readEvents: async window => {
      const key = eventsKey(window);
      const body = await openCopiedObject(join(folder, key));
      return ok(body && gunzipLines(body, key));
    },
    listEntries: async function* (day) {
      for (const kind of ['digests', 'events']) {
        const path = `${kind}/${day.replaceAll('-', '/')}`;
        const dayFolder = join(folder, path);
        for (const name of (await readUnlessAbsent(dayFolder, readdir(dayFolder))) ?? []) {
          yield { key: `${path}/${name}`, contents: 1, deleted: false };
        }
      }
    },
  };
};

/** Lists the windows that have a digest, oldest first. A year has 35,040 windows, which fit in memory. */
const listDigestWindows = async (folder: string): Promise<EventWindow[]> => {
  const names = await readdir(join(folder, 'digests'), { recursive: true }).catch(error => {
    throw new UsageError(
      `${folder} contains no copy of an archive (${error.code}). Make one with: aws s3 sync s3://ARCHIVE-BUCKET ${folder}`,
    );
  });
  return names
    .flatMap(name => parseArchiveKey(`digests/${name.replaceAll('\\', '/')}`)?.window ?? [])
    .sort((a, b) => a.fromMs - b.fromMs);
};
