import { createPublicKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { GetPublicKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import { isSigningKey } from '../../../lambda/adapters/kms/kms-public-key.ts';
import { AwsError, UsageError } from '../../terminal/exit-code.ts';

/** Reads a public key from a file: PEM, or DER as KMS returns it, plain or in base64. Throws `UsageError`. */
export const readPublicKey = async (file: string): Promise<KeyObject> => {
  const key = await readKey(file);
  if (isSigningKey(key)) return key;
  throw new UsageError(`${file} is not a key that can sign digests (P-256): ${kindOf(key)}. ${commandToGet(file)}`);
};

const readKey = async (file: string): Promise<KeyObject> => {
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
      // Try the next format.
    }
  }
  throw new UsageError(`${file} is not a public key. ${commandToGet(file)}`);
};

const commandToGet = (file: string): string =>
  `Get it with: aws kms get-public-key --key-id … --query PublicKey --output text > ${file}`;

const kindOf = ({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string =>
  `${asymmetricKeyType} ${asymmetricKeyDetails?.namedCurve ?? ''}`.trim();

/** Reads the public half of the deployment's signing key. Throws `AwsError`. Errors of the SDK are passed on. */
export const fetchPublicKey = async (client: KMSClient, keyId: string): Promise<KeyObject> => {
  const { PublicKey } = await client.send(new GetPublicKeyCommand({ KeyId: keyId }));
  if (!PublicKey) throw new AwsError(`KMS returned no public key for ${keyId}.`);
  const key = createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' });
  if (!isSigningKey(key)) {
    throw new AwsError(`The key ${keyId} is not a key that can sign digests (P-256): ${kindOf(key)}.`);
  }
  return key;
};
