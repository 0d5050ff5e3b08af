import { isDeepStrictEqual } from 'node:util';
import type { VerificationNote } from '../../lambda/domain/media/decryption/verification-note.ts';
import type { VerificationNotes } from '../../lambda/domain/media/ports.ts';
import type { EncryptionDetails } from '../../lambda/domain/shared/encryption-details.ts';
import type { RecordingSid } from '../../lambda/domain/shared/recording-sid.ts';
import { ok } from '../../lambda/domain/shared/result.ts';

/** What a catalog in memory has about one recording. */
interface NotedRecording {
  readonly encryption?: EncryptionDetails | undefined;
  readonly note?: VerificationNote | undefined;
}

/** Notes in memory, with the part of the catalog that they depend on: `catalog` is open to the test. */
export interface MemoryVerificationNotes extends VerificationNotes {
  readonly catalog: Map<RecordingSid, NotedRecording>;
}

export const memoryVerificationNotes = (): MemoryVerificationNotes => {
  const catalog = new Map<RecordingSid, NotedRecording>();
  return {
    catalog,
    find: async recordingSid => ok(catalog.get(recordingSid)?.note),
    put: async (recordingSid, note, details) => {
      const encryption = catalog.get(recordingSid)?.encryption;
      if (encryption && isDeepStrictEqual(encryption, details)) {
        catalog.set(recordingSid, { encryption, note });
      }
      return ok(undefined);
    },
  };
};
