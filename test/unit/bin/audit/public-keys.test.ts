import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetPublicKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, describe, expect, test } from 'vitest';
import { fetchPublicKey, readPublicKey } from '../../../../bin/audit/verify/public-keys.ts';
import { AwsError, UsageError } from '../../../../bin/terminal/exit-code.ts';

const folder = mkdtempSync(join(tmpdir(), 'public-keys-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (content: string | Buffer): string => {
  const path = join(folder, 'key');
  writeFileSync(path, content);
  return path;
};
const pem = (key: KeyObject): string => String(key.export({ type: 'spki', format: 'pem' }));
const der = (key: KeyObject): Buffer => key.export({ type: 'spki', format: 'der' });

const SIGNING = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
const OTHERS: [string, KeyObject][] = [
  ['ed25519', generateKeyPairSync('ed25519').publicKey],
  ['x25519', generateKeyPairSync('x25519').publicKey],
  ['ec secp384r1', generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey],
  ['ec secp256k1', generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey],
  ['rsa', generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey],
];

describe('a public key to verify digests with', () => {
  test.each([
    ['PEM', pem(SIGNING)],
    ['DER', der(SIGNING)],
    ['base64, as KMS gives it out', `${der(SIGNING).toString('base64')}\n`],
  ])('is read from %s', async (_, content) => {
    expect((await readPublicKey(file(content))).equals(SIGNING)).toBe(true);
  });

  test.each(OTHERS)('is rejected when it is of another kind: %s', async (kind, key) => {
    for (const content of [pem(key), der(key).toString('base64')]) {
      const reading = readPublicKey(file(content));
      await expect(reading).rejects.toThrow(UsageError);
      await expect(reading).rejects.toThrow(new RegExp(`P-256\\): ${kind}\\. Get it with: aws kms get-public-key`));
    }
  });

  test('from KMS is rejected when it is of another kind', async () => {
    const kms = mockClient(KMSClient);
    const reading = (PublicKey: Buffer) => {
      kms.on(GetPublicKeyCommand).resolves({ PublicKey });
      return fetchPublicKey(new KMSClient({ region: 'us-east-1' }), 'key/1');
    };
    expect((await reading(der(SIGNING))).equals(SIGNING)).toBe(true);
    for (const [kind, key] of OTHERS) {
      await expect(reading(der(key))).rejects.toThrow(AwsError);
      await expect(reading(der(key))).rejects.toThrow(`${kind}.`);
    }
  });
});
