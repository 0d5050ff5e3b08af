import { createPublicKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { GetPublicKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import { AwsError, UsageError } from '../terminal/exit-code.ts';

/** A public key from a file: PEM, or the base64 or plain DER that KMS gives out. Throws `UsageError`. */
export const publicKeyFromFile = async (file: string): Promise<KeyObject> => {
  const content = await readFile(file).catch(error => {
    throw new UsageError(`The public key ${file} cannot be read (${error.code}).`);
  });
  const text = content.toString('latin1').trim();
  const attempts = [
    () => createPublicKey(content),
    () => createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' }),
    () => createPublicKey({ key: content, format: 'der', type: 'spki' }),
  ];
  for (const attempt of attempts) {
    try {
      return attempt();
    } catch {
      // Another form, then.
    }
  }
  throw new UsageError(
    `${file} is no public key. Get it with: aws kms get-public-key --key-id … --query PublicKey --output text > ${file}`,
  );
};

/** The public half of the deployment's signing key. Throws what the SDK throws. */
export const publicKeyFromKms = async (client: KMSClient, keyId: string): Promise<KeyObject> => {
  const { PublicKey } = await client.send(new GetPublicKeyCommand({ KeyId: keyId }));
  if (!PublicKey) throw new AwsError(`KMS gave no public key for ${keyId}.`);
  return createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' });
};
