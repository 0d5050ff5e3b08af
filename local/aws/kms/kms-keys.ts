import { createPrivateKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { localArn } from '../../template/local-account.ts';

type KmsKeySpec = 'RSA_2048' | 'RSA_4096' | 'ECC_NIST_P256';
export type KmsKeyUsage = 'ENCRYPT_DECRYPT' | 'SIGN_VERIFY';

/** An asymmetric key of the local KMS. */
export interface KmsKeyDefinition {
  readonly keyId: string;
  readonly spec: KmsKeySpec;
  readonly usage: KmsKeyUsage;
  /** Imported key material. @default generated */
  readonly privateKey?: KeyObject;
}

/** A key with its key material. A test can change `enabled`. */
export interface KmsKey extends Required<KmsKeyDefinition> {
  readonly arn: string;
  enabled: boolean;
}

const MODULUS_BITS: Readonly<Record<Exclude<KmsKeySpec, 'ECC_NIST_P256'>, number>> = {
  RSA_2048: 2048,
  RSA_4096: 4096,
};

/** Generates the keys. `path`: a folder that keeps the keys; existing ones are loaded from it. */
export const openKmsKeys = async (definitions: readonly KmsKeyDefinition[], path?: string): Promise<KmsKey[]> =>
  Promise.all(
    definitions.map(async definition => ({
      ...definition,
      arn: localArn('kms', `key/${definition.keyId}`),
      privateKey: definition.privateKey ?? (await loadOrGenerateKey(definition, path)),
      enabled: true,
    })),
  );

const loadOrGenerateKey = async ({ keyId, spec }: KmsKeyDefinition, path: string | undefined): Promise<KeyObject> => {
  if (path === undefined) return generateKey(spec);
  const file = join(path, `${keyId}.pem`);
  const stored = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (stored) return createPrivateKey(stored);
  const generated = await generateKey(spec);
  await mkdir(path, { recursive: true });
  await writeFile(file, generated.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  return generated;
};

const generateKey = async (spec: KmsKeySpec): Promise<KeyObject> => {
  const pair =
    spec === 'ECC_NIST_P256'
      ? await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' })
      : await promisify(generateKeyPair)('rsa', { modulusLength: MODULUS_BITS[spec] });
  return pair.privateKey;
};
