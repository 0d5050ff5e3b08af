import { z } from 'zod';
import type { KmsKeyDefinition } from '../aws/kms-keys.ts';
import type { TemplateReader } from './template-reader.ts';

const KeyProperties = z.object({
  KeySpec: z.string().default('SYMMETRIC_DEFAULT'),
  KeyUsage: z
    .enum(['ENCRYPT_DECRYPT', 'SIGN_VERIFY', 'GENERATE_VERIFY_MAC', 'KEY_AGREEMENT'])
    .default('ENCRYPT_DECRYPT'),
});

const AsymmetricKey = z.object({
  KeySpec: z.enum(['RSA_2048', 'RSA_3072', 'RSA_4096', 'ECC_NIST_P256']),
  KeyUsage: z.enum(['ENCRYPT_DECRYPT', 'SIGN_VERIFY']),
});

/** The asymmetric keys of the template. Symmetric ones are used by other services only, and need no material here. */
export const readKmsKeys = (reader: TemplateReader): KmsKeyDefinition[] =>
  reader.resources('AWS::KMS::Key', KeyProperties).flatMap(({ ref, properties }) => {
    const key = AsymmetricKey.safeParse(properties);
    return key.success ? [{ keyId: ref, spec: key.data.KeySpec, usage: key.data.KeyUsage }] : [];
  });
