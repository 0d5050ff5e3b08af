import { constants, type KeyObject, privateDecrypt } from 'node:crypto';
import type { KeyUnwrapper } from '../../lambda/domain/media/ports.ts';
import { fail } from '../../lambda/domain/shared/failure.ts';
import { ok } from '../../lambda/domain/shared/result.ts';

/** Unwraps content keys with private keys in memory, by Twilio's public key SID. */
export const memoryKeyUnwrapper = (privateKeys: Readonly<Record<string, KeyObject>>): KeyUnwrapper => ({
  unwrap: async ({ publicKeySid, encryptedCek }) => {
    const key = Object.hasOwn(privateKeys, publicKeySid) ? privateKeys[publicKeySid] : undefined;
    if (!key) return fail('recording_key_unknown', 'recording_key_unknown');
    try {
      const padding = constants.RSA_PKCS1_OAEP_PADDING;
      return ok(privateDecrypt({ key, padding, oaepHash: 'sha256' }, encryptedCek));
    } catch {
      return fail('integrity_failed', 'wrapped_key_damaged');
    }
  },
});
