import { createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { GetPublicKeyCommand, KMSClient, type KMSClientConfig } from '@aws-sdk/client-kms';
import type { KmsKeyDefinition } from '../aws/kms/kms-keys.ts';
import { localArn } from '../template/local-account.ts';
import { demoSid } from './account.ts';

/**
 * The public keys that the demo account has given to Twilio: one that the stack created in KMS, one whose private half
 * was imported into KMS, and one whose private half is lost.
 */
export const DEMO_PUBLIC_KEYS = {
  created: demoSid('CR', 'created'),
  imported: demoSid('CR', 'imported'),
  lost: demoSid('CR', 'lost'),
} as const;

export type DemoPublicKey = keyof typeof DEMO_PUBLIC_KEYS;

/** The key that the operator imported into KMS before the deployment. */
export const IMPORTED_KEY: KmsKeyDefinition = {
  keyId: '4f9b1c52-6c1d-4f0e-9d5e-2a7b8c3d4e5f',
  spec: 'RSA_2048',
  usage: 'ENCRYPT_DECRYPT',
};

/** The `encryptionKeys` of the demo's configuration. */
export const DEMO_ENCRYPTION_KEYS: Readonly<Record<string, string>> = {
  [DEMO_PUBLIC_KEYS.created]: 'created',
  [DEMO_PUBLIC_KEYS.imported]: localArn('kms', `key/${IMPORTED_KEY.keyId}`),
};

/**
 * Returns the public keys by public key SID, as Twilio holds them. `keyIds` has the KMS key of each SID whose private
 * half is in KMS.
 */
export const fetchDemoPublicKeys = async (
  aws: KMSClientConfig,
  keyIds: Readonly<Record<string, string>>,
): Promise<ReadonlyMap<string, KeyObject>> => {
  const client = new KMSClient(aws);
  const keys = new Map<string, KeyObject>();
  for (const publicKeySid of Object.values(DEMO_PUBLIC_KEYS)) {
    const KeyId = keyIds[publicKeySid];
    keys.set(publicKeySid, KeyId === undefined ? await generateLostKey() : await fetchKmsKey(client, KeyId));
  }
  client.destroy();
  return keys;
};

const fetchKmsKey = async (client: KMSClient, KeyId: string): Promise<KeyObject> => {
  const { PublicKey } = await client.send(new GetPublicKeyCommand({ KeyId }));
  return createPublicKey({ key: Buffer.from(PublicKey ?? []), format: 'der', type: 'spki' });
};

const generateLostKey = async (): Promise<KeyObject> =>
  (await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })).publicKey;
