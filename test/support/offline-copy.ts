import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { itemAt } from './audit-events.ts';
import { at, digestStage } from './digest-stage.ts';

/** A folder with a downloaded archive, as `audit verify --offline` reads it: four windows, two events. */
export interface OfflineCopy {
  readonly folder: string;
  readonly publicKeyFile: string;
  /** The full path of an object's file. */
  readonly pathOf: (key: string) => string;
  /** Restores all files as they were downloaded. */
  readonly restore: () => void;
  readonly remove: () => void;
}

export const offlineCopy = async (): Promise<OfflineCopy> => {
  const stage = digestStage();
  stage.trail.put(itemAt(at('02:01')), itemAt(at('02:31')));
  await stage.digest('03:05');
  const root = mkdtempSync(join(tmpdir(), 'archive-copy-'));
  const folder = join(root, 'archive');
  const publicKeyFile = join(root, 'key.pem');
  writeFileSync(publicKeyFile, stage.signer.publicKey.export({ type: 'spki', format: 'pem' }));
  const pathOf = (key: string) => join(folder, key);
  const restore = () => {
    rmSync(folder, { recursive: true, force: true });
    for (const [key, text] of stage.archive.objects) {
      mkdirSync(dirname(pathOf(key)), { recursive: true });
      writeFileSync(pathOf(key), key.endsWith('.gz') ? gzipSync(text) : text);
    }
  };
  restore();
  return { folder, publicKeyFile, pathOf, restore, remove: () => rmSync(root, { recursive: true }) };
};
