import type { EncryptionDetails } from '../shared/encryption-details.ts';
import type { CatalogUpdate } from './catalog-update.ts';

/**
 * Reads Twilio's encryption details, a JSON text. What cannot be read is kept as it came: without these details the
 * recording can never be decrypted, so nothing of them is ever dropped. No text: no facts.
 */
export const encryptionFacts = (
  text: string | undefined,
): { readonly encryption?: EncryptionDetails } & Pick<CatalogUpdate, 'encryptionRaw'> => {
  if (text === undefined || text === '') return {};
  const details = parse(text);
  const { public_key_sid: publicKeySid, encrypted_cek: encryptedCek, iv } = details;
  return isText(publicKeySid) && isText(encryptedCek) && isText(iv)
    ? { encryption: { publicKeySid, encryptedCek, iv } }
    : { encryptionRaw: text };
};

const parse = (text: string): Record<string, unknown> => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
};

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
