import type { EncryptionDetails } from '../../lambda/domain/shared/encryption-details.ts';

/**
 * The spellings of encryption details in Twilio's documents: `callback` in `EncryptionDetails` of the recording status
 * callback, `published` in `encryption_details` of the API description, `mixed` in the guide to encrypted recordings.
 */
export const ENCRYPTION_SPELLINGS = {
  callback: ({ publicKeySid, encryptedCek, iv }: EncryptionDetails) => ({
    public_key_sid: publicKeySid,
    encrypted_cek: encryptedCek,
    iv,
  }),
  published: ({ publicKeySid, encryptedCek, iv }: EncryptionDetails) => ({
    encryption_public_key_sid: publicKeySid,
    encryption_cek: encryptedCek,
    encryption_iv: iv,
  }),
  mixed: ({ publicKeySid, encryptedCek, iv }: EncryptionDetails) => ({
    public_key_sid: publicKeySid,
    encryption_cek: encryptedCek,
    encryption_iv: iv,
  }),
} as const;

export type EncryptionSpelling = keyof typeof ENCRYPTION_SPELLINGS;
