import type { EncryptionDetails } from '../shared/encryption-details.ts';
import { parseJson } from '../shared/json-text.ts';
import type { CatalogUpdate } from './catalog-update.ts';

/**
 * How Twilio spells each detail: first in the callback, second in the published description of its REST API. Its guide
 * to encrypted recordings mixes the two.
 */
const SPELLINGS = {
  publicKeySid: ['public_key_sid', 'encryption_public_key_sid'],
  encryptedCek: ['encrypted_cek', 'encryption_cek'],
  iv: ['iv', 'encryption_iv'],
} as const satisfies Record<keyof EncryptionDetails, readonly string[]>;

/**
 * Reads Twilio's encryption details, an object or its JSON text, in any of Twilio's spellings. What cannot be read, and
 * what says the same detail twice in different ways, is kept as it came: without these details the recording can never
 * be decrypted, so nothing of them is ever dropped. Only undefined and null are no details.
 */
export const encryptionFacts = (
  received: unknown,
): { readonly encryption?: EncryptionDetails } & Pick<CatalogUpdate, 'encryptionRaw'> => {
  if (received === undefined || received === null) return {};
  const details = members(received);
  const publicKeySid = agreedText(details, SPELLINGS.publicKeySid);
  const encryptedCek = agreedText(details, SPELLINGS.encryptedCek);
  const iv = agreedText(details, SPELLINGS.iv);
  if (publicKeySid && encryptedCek && iv) return { encryption: { publicKeySid, encryptedCek, iv } };
  return { encryptionRaw: typeof received === 'string' && received !== '' ? received : JSON.stringify(received) };
};

/** The text under these names; undefined if there is none, it is empty or no text, or two of them differ. */
const agreedText = (details: Readonly<Record<string, unknown>>, names: readonly string[]): string | undefined => {
  const given = names.map(name => details[name]).filter(value => value !== undefined && value !== null);
  const [text] = given;
  return typeof text === 'string' && given.every(value => value === text) ? text : undefined;
};

const members = (received: unknown): Readonly<Record<string, unknown>> => {
  const value = typeof received === 'string' ? parseJson(received) : received;
  return typeof value === 'object' && value !== null ? { ...value } : {};
};
