import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { parseEncryptionDetails } from '../../../../../../lambda/domain/media/decryption/wrapped-content-key.ts';
import { encryptedVector, VECTOR_NAMES } from '../../../../../support/vectors.ts';

const details = encryptedVector('rsa2048').details;
const base64 = (bytes: number) => randomBytes(bytes).toString('base64');

describe('parseEncryptionDetails', () => {
  test.each(VECTOR_NAMES)('reads the details of the vector %s', name => {
    const { details: given } = encryptedVector(name);
    const parsed = parseEncryptionDetails(given);
    expect(parsed.ok && parsed.value).toEqual({
      publicKeySid: given.publicKeySid,
      encryptedCek: Buffer.from(given.encryptedCek, 'base64'),
      iv: Buffer.from(given.iv, 'base64'),
    });
  });

  test.each([
    ['an IV of 16 bytes', { iv: base64(16) }, 'iv_length_unsupported'],
    ['an IV of 11 bytes', { iv: base64(11) }, 'iv_length_unsupported'],
    ['an empty IV', { iv: '' }, 'iv_malformed'],
    ['an IV with a foreign character', { iv: `*${details.iv.slice(1)}` }, 'iv_malformed'],
    ['an IV in base64url', { iv: 'X85IxZu3ngsn3XU-' }, 'iv_malformed'],
    [
      'a wrapped key without its padding',
      { encryptedCek: details.encryptedCek.replace(/=+$/, '') },
      'wrapped_key_malformed',
    ],
    ['an empty wrapped key', { encryptedCek: '' }, 'wrapped_key_malformed'],
    ['a wrapped key longer than RSA-4096 makes', { encryptedCek: base64(513) }, 'wrapped_key_malformed'],
    ['a public key SID in capitals', { publicKeySid: `CR${'A'.repeat(32)}` }, 'public_key_sid_malformed'],
    ['no public key SID', { publicKeySid: '' }, 'public_key_sid_malformed'],
  ])('refuses %s by name', (_, change, reason) => {
    const parsed = parseEncryptionDetails({ ...details, ...change });
    expect(parsed).toEqual({ ok: false, error: { code: 'integrity_failed', reason } });
  });
});
