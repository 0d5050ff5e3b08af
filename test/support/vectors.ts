import { constants, createPrivateKey, type KeyObject, privateDecrypt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ContentCipher } from '../../lambda/domain/media/decryption/content-cipher.ts';
import type { EncryptionDetails } from '../../lambda/domain/shared/encryption-details.ts';

const folder = new URL('../fixtures/vectors/', import.meta.url);
const read = (name: string): Buffer => readFileSync(new URL(name, folder));

/** A recording that another implementation encrypted in Twilio's format, with the expected plaintext. */
export interface EncryptedVector {
  readonly name: string;
  /** The object in the bucket. */
  readonly object: Buffer;
  readonly details: EncryptionDetails;
  readonly plaintextBytes: number;
  readonly plaintextSha256: string;
}

export const VECTOR_NAMES = ['empty', 'one-byte', 'unaligned', 'rsa2048', 'rsa4096'] as const;

export const encryptedVector = (name: (typeof VECTOR_NAMES)[number]): EncryptedVector => {
  const { encryption_details, plaintext_bytes, plaintext_sha256 } = JSON.parse(read(`${name}.json`).toString());
  return {
    name,
    object: read(`${name}.enc`),
    details: {
      publicKeySid: encryption_details.public_key_sid,
      encryptedCek: encryption_details.encrypted_cek,
      iv: encryption_details.iv,
    },
    plaintextBytes: plaintext_bytes,
    plaintextSha256: plaintext_sha256,
  };
};

/** The test keys by the SIDs in the vectors. */
export const vectorPrivateKeys: Readonly<Record<string, KeyObject>> = Object.fromEntries(
  ['1', '2'].map(digit => [
    `CR${digit.repeat(32)}`,
    createPrivateKey({
      key: Buffer.from(read(`CR${digit}.private.pkcs8.b64`).toString(), 'base64'),
      format: 'der',
      type: 'pkcs8',
    }),
  ]),
);

/** The vector's content key and IV, unwrapped without KMS. */
export const vectorCipher = ({ details }: EncryptedVector): ContentCipher => {
  const key = vectorPrivateKeys[details.publicKeySid];
  if (!key) throw new Error(`no test key ${details.publicKeySid}`);
  return {
    key: privateDecrypt(
      { key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' },
      Buffer.from(details.encryptedCek, 'base64'),
    ),
    iv: Buffer.from(details.iv, 'base64'),
  };
};
