import { createPrivateKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { localArn } from '../../template/local-account.ts';

type KmsKeySpec = 'RSA_2048' | 'RSA_3072' | 'RSA_4096' | 'ECC_NIST_P256';
export type KmsKeyUsage = 'ENCRYPT_DECRYPT' | 'SIGN_VERIFY';

/** An asymmetric key that the local KMS is to hold. */
export interface KmsKeyDefinition {
  readonly keyId: string;
  readonly spec: KmsKeySpec;
  readonly usage: KmsKeyUsage;
  /** Key material from outside, as KMS can import it. Default: made here. */
  readonly privateKey?: KeyObject;
}

/** A key with its material. `enabled` may be switched, as an operator can. */
export interface KmsKey extends Required<KmsKeyDefinition> {
  readonly arn: string;
  enabled: boolean;
}

const MODULUS_BITS: Readonly<Record<Exclude<KmsKeySpec, 'ECC_NIST_P256'>, number>> = {
  RSA_2048: 2048,
  RSA_3072: 3072,
  RSA_4096: 4096,
};

/** Makes the keys, or takes up those that `path`, a folder, kept from an earlier run. */
export const openKmsKeys = async (definitions: readonly KmsKeyDefinition[], path?: string): Promise<KmsKey[]> =>
  Promise.all(
    definitions.map(async definition => ({
      ...definition,
      arn: localArn('kms', `key/${definition.keyId}`),
      privateKey: definition.privateKey ?? (await keptOrMade(definition, path)),
      enabled: true,
    })),
  );

const keptOrMade = async ({ keyId, spec }: KmsKeyDefinition, path: string | undefined): Promise<KeyObject> => {
  if (path === undefined) return make(spec);
  const file = join(path, `${keyId}.pem`);
  const kept = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (kept) return createPrivateKey(kept);
  const made = await make(spec);
  await mkdir(path, { recursive: true });
  await writeFile(file, made.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  return made;
};

const make = async (spec: KmsKeySpec): Promise<KeyObject> => {
  const pair =
    spec === 'ECC_NIST_P256'
      ? await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' })
      : await promisify(generateKeyPair)('rsa', { modulusLength: MODULUS_BITS[spec] });
  return pair.privateKey;
};
