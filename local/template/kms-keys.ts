import { z } from 'zod';
import { TemplateError } from './template-error.ts';
import type { TemplateReader } from './template-reader.ts';

const KeyProperties = z.object({
  KeySpec: z.enum(['SYMMETRIC_DEFAULT', 'RSA_2048', 'RSA_4096', 'ECC_NIST_P256']).default('SYMMETRIC_DEFAULT'),
  KeyUsage: z.enum(['ENCRYPT_DECRYPT', 'SIGN_VERIFY']).default('ENCRYPT_DECRYPT'),
});

/** An asymmetric KMS key of the template. */
export interface TemplateKey {
  readonly keyId: string;
  readonly spec: 'RSA_2048' | 'RSA_4096' | 'ECC_NIST_P256';
  readonly usage: 'ENCRYPT_DECRYPT' | 'SIGN_VERIFY';
}

/**
 * Reads the asymmetric keys of the template. Symmetric keys are used only by other AWS services, never by a function.
 */
export const readKmsKeys = (reader: TemplateReader): TemplateKey[] =>
  reader
    .resources('AWS::KMS::Key', KeyProperties)
    .flatMap(({ ref, where, properties: { KeySpec: spec, KeyUsage: usage } }) => {
      if (spec === 'SYMMETRIC_DEFAULT') return [];
      if ((spec === 'ECC_NIST_P256') !== (usage === 'SIGN_VERIFY'))
        throw new TemplateError(where, `the local stack has no ${spec} keys for ${usage}`);
      return [{ keyId: ref, spec, usage }];
    });
