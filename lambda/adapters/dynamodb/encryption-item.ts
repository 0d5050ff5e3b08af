import type { EncryptionDetails } from '../../domain/shared/encryption-details.ts';
import { isMapWith, isText } from './value-checks.ts';

/** Encryption details as a map of an item. The catalog and the leases store them the same way. */
export interface EncryptionItem {
  readonly public_key_sid: string;
  readonly encrypted_cek: string;
  readonly iv: string;
}

export const isEncryptionItem = isMapWith<EncryptionItem>({
  public_key_sid: isText,
  encrypted_cek: isText,
  iv: isText,
});

/** Returns the details as an item stores them. */
export const encryptionItemOf = ({ publicKeySid, encryptedCek, iv }: EncryptionDetails): EncryptionItem => ({
  public_key_sid: publicKeySid,
  encrypted_cek: encryptedCek,
  iv,
});

/** Returns the details that an item stores. */
export const encryptionDetailsOf = ({ public_key_sid, encrypted_cek, iv }: EncryptionItem): EncryptionDetails => ({
  publicKeySid: public_key_sid,
  encryptedCek: encrypted_cek,
  iv,
});
