import { createPublicKey, publicEncrypt, verify } from 'node:crypto';
import {
  DecryptCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  EncryptCommand,
  type EncryptionAlgorithmSpec,
  GetPublicKeyCommand,
  KMSClient,
  SignCommand,
} from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AwsEndpoint } from '../../local/aws/endpoint/endpoint.ts';
import { outcomeOf, startEndpoint } from '../support/aws-endpoint.ts';
import { vectorPrivateKeys } from '../support/vectors.ts';

const CR1 = `CR${'1'.repeat(32)}`;
const CR2 = `CR${'2'.repeat(32)}`;
const keyId = (digit: string) => `${digit.repeat(8)}-0000-4000-8000-000000000000`;
const arn = (digit: string) => `arn:aws:kms:us-east-1:000000000000:key/${keyId(digit)}`;

let endpoint: AwsEndpoint;
const clients: KMSClient[] = [];

beforeAll(async () => {
  endpoint = await startEndpoint(
    { Media: [{ Effect: 'Allow', Action: 'kms:Decrypt', Resource: [arn('1'), arn('2')] }] },
    {
      kmsKeys: [
        { keyId: keyId('1'), spec: 'RSA_2048', usage: 'ENCRYPT_DECRYPT', ...material(CR1) },
        { keyId: keyId('2'), spec: 'RSA_4096', usage: 'ENCRYPT_DECRYPT', ...material(CR2) },
        { keyId: keyId('3'), spec: 'ECC_NIST_P256', usage: 'SIGN_VERIFY' },
      ],
    },
  );
});
afterAll(async () => {
  for (const client of clients) client.destroy();
  await endpoint.close();
});

function material(sid: string) {
  const privateKey = vectorPrivateKeys[sid];
  return privateKey ? { privateKey } : {};
}

const kms = (role?: string) => {
  const client = new KMSClient({
    region: 'us-east-1',
    endpoint: endpoint.url,
    credentials: role ? endpoint.credentialsFor(role) : endpoint.admin,
  });
  clients.push(client);
  return client;
};
describe("the local stack's KMS", () => {
  test('gives public keys, by id and by ARN, that are the other half of its private keys', async () => {
    for (const id of [keyId('2'), arn('2')]) {
      const { PublicKey, KeySpec, EncryptionAlgorithms } = await kms().send(new GetPublicKeyCommand({ KeyId: id }));
      expect(KeySpec).toBe('RSA_4096');
      expect(EncryptionAlgorithms).toEqual(['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256']);
      const material = createPublicKey(vectorPrivateKeys[CR2] ?? '').export({ type: 'spki', format: 'der' });
      expect(Buffer.from(PublicKey ?? [])).toEqual(material);
    }
  });

  test('decrypts with the algorithm that encrypted, and refuses another one', async () => {
    const plaintext = Buffer.from('a content key');
    const KeyId = keyId('1');
    const { PublicKey } = await kms().send(new GetPublicKeyCommand({ KeyId }));
    const key = createPublicKey({ key: Buffer.from(PublicKey ?? []), format: 'der', type: 'spki' });
    const CiphertextBlob = publicEncrypt({ key, oaepHash: 'sha256' }, plaintext);
    const decrypt = (EncryptionAlgorithm: EncryptionAlgorithmSpec) =>
      kms().send(new DecryptCommand({ KeyId, CiphertextBlob, EncryptionAlgorithm }));
    expect(Buffer.from((await decrypt('RSAES_OAEP_SHA_256')).Plaintext ?? [])).toEqual(plaintext);
    expect(await outcomeOf(decrypt('RSAES_OAEP_SHA_1'))).toBe('InvalidCiphertextException 400');
    expect(await outcomeOf(decrypt('SYMMETRIC_DEFAULT'))).toBe('InvalidKeyUsageException 400');
  });

  test('says that Encrypt is not implemented', async () => {
    const command = new EncryptCommand({ KeyId: keyId('1'), Plaintext: Buffer.from('x') });
    expect(await outcomeOf(kms().send(command))).toBe('UnknownOperationException 400');
  });

  test('describes a key, which an administrator can disable and enable', async () => {
    const KeyId = keyId('3');
    const described = async () => (await kms().send(new DescribeKeyCommand({ KeyId }))).KeyMetadata;
    const enabled = { Arn: arn('3'), KeyId, Enabled: true, KeyState: 'Enabled', KeyUsage: 'SIGN_VERIFY' };
    expect(await described()).toMatchObject(enabled);
    await kms().send(new DisableKeyCommand({ KeyId }));
    expect(await described()).toMatchObject({ Enabled: false, KeyState: 'Disabled' });
    const sign = new SignCommand({ KeyId, Message: Buffer.from('x'), SigningAlgorithm: 'ECDSA_SHA_256' });
    expect(await outcomeOf(kms().send(sign))).toBe('DisabledException 400');
    await kms().send(new EnableKeyCommand({ KeyId }));
    expect(await described()).toMatchObject(enabled);
    expect(await outcomeOf(kms('Media').send(new DisableKeyCommand({ KeyId })))).toBe('AccessDeniedException 400');
  });

  test('signs so that anyone with the public key can verify offline', async () => {
    const Message = Buffer.from('a digest');
    const KeyId = keyId('3');
    const { PublicKey } = await kms().send(new GetPublicKeyCommand({ KeyId }));
    const { Signature } = await kms().send(new SignCommand({ KeyId, Message, SigningAlgorithm: 'ECDSA_SHA_256' }));
    const publicKey = createPublicKey({ key: Buffer.from(PublicKey ?? []), format: 'der', type: 'spki' });
    expect(verify('sha256', Message, publicKey, Buffer.from(Signature ?? []))).toBe(true);
  });

  test('keeps keys to their usage, and to the roles that may use them', async () => {
    const sign = new SignCommand({ KeyId: keyId('1'), Message: Buffer.from('m'), SigningAlgorithm: 'ECDSA_SHA_256' });
    expect(await outcomeOf(kms().send(sign))).toBe('InvalidKeyUsageException 400');
    expect(await outcomeOf(kms('Media').send(sign))).toBe('AccessDeniedException 400');
    expect(await outcomeOf(kms('Media').send(new GetPublicKeyCommand({ KeyId: keyId('1') })))).toBe(
      'AccessDeniedException 400',
    );
  });
});
