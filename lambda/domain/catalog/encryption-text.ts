import type { EncryptionDetails } from '../shared/encryption-details.ts';
import { parseJson } from '../shared/json-text.ts';
import type { RecordingUpdate } from './catalog-update.ts';

/**
 * Twilio's names of each detail: first in the callback, second in the published description of its REST API. Its guide to
 * encrypted recordings mixes the two.
 */
const SPELLINGS = {
  publicKeySid: ['public_key_sid', 'encryption_public_key_sid'],
  encryptedCek: ['encrypted_cek', 'encryption_cek'],
  iv: ['iv', 'encryption_iv'],
} as const satisfies Record<keyof EncryptionDetails, readonly string[]>;

/**
 * Reads Twilio's encryption details, an object or its JSON text, with any of Twilio's names. Returns unreadable details,
 * and those with two different values of one detail, as they were received: without them the recording can never be
 * decrypted, so they must not be lost. Only undefined and null mean that there are no details.
 */
export const encryptionFacts = (
  received: unknown,
): { readonly encryption?: EncryptionDetails } & Pick<RecordingUpdate, 'encryptionRaw'> => {
  if (received === undefined || received === null) return {};
  const details = members(received);
  const publicKeySid = agreedText(details, SPELLINGS.publicKeySid);
  const encryptedCek = agreedText(details, SPELLINGS.encryptedCek);
  const iv = agreedText(details, SPELLINGS.iv);
  if (publicKeySid && encryptedCek && iv) return { encryption: { publicKeySid, encryptedCek, iv } };
  return { encryptionRaw: typeof received === 'string' && received !== '' ? received : JSON.stringify(received) };
};

/** Returns the text under these names; undefined if there is none, if it is not text, or if two values differ. */
const agreedText = (details: Readonly<Record<string, unknown>>, names: readonly string[]): string | undefined => {
  const given = names.map(name => details[name]).filter(value => value !== undefined && value !== null);
  const [text] = given;
  return typeof text === 'string' && given.every(value => value === text) ? text : undefined;
};

const members = (received: unknown): Readonly<Record<string, unknown>> => {
  const value = typeof received === 'string' ? parseJson(received) : received;
  return typeof value === 'object' && value !== null ? { ...value } : {};
};
