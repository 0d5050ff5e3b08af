import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { DigestSigner } from '../../lambda/domain/audit/chain/ports.ts';
import { ok } from '../../lambda/domain/shared/result.ts';

/** A signer with a key of its own, as KMS would sign. */
export const testSigner = (): DigestSigner & { readonly publicKey: KeyObject } => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    publicKey,
    keyId: 'arn:aws:kms:us-east-1:000000000000:key/test',
    sign: async text => ok(sign('sha256', Buffer.from(text), privateKey).toString('base64')),
  };
};
