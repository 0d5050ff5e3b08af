import { createPublicKey, publicEncrypt, verify } from 'node:crypto';
import {
  DecryptCommand,
  DescribeKeyCommand,
  EncryptCommand,
  type EncryptionAlgorithmSpec,
  GetPublicKeyCommand,
  KMSClient,
  SignCommand,
} from '@aws-sdk/client-kms';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { signedKms } from '../../lambda/adapters/aws/signed-calls.ts';
import { kmsKeyUnwrapper } from '../../lambda/adapters/kms/kms-key-unwrapper.ts';
import {
  parseEncryptionDetails,
  type WrappedContentKey,
} from '../../lambda/domain/media/decryption/wrapped-content-key.ts';
import type { AwsEndpoint } from '../../local/aws/endpoint/endpoint.ts';
import { connectionTo } from '../support/aws-connection.ts';
import { outcomeOf, startEndpoint } from '../support/aws-endpoint.ts';
import { encryptedVector, VECTOR_NAMES, vectorCipher, vectorPrivateKeys } from '../support/vectors.ts';

const CR1 = `CR${'1'.repeat(32)}`;
const CR2 = `CR${'2'.repeat(32)}`;
const keyId = (digit: string) => `${digit.repeat(8)}-0000-4000-8000-000000000000`;
const arn = (digit: string) => `arn:aws:kms:us-east-1:000000000000:key/${keyId(digit)}`;
const KEYS = { [CR1]: arn('1'), [CR2]: arn('2') };

let endpoint: AwsEndpoint;
const clients: KMSClient[] = [];

beforeAll(async () => {
  endpoint = await startEndpoint(
    {
      Media: [{ Effect: 'Allow', Action: 'kms:Decrypt', Resource: Object.values(KEYS) }],
      OnlySha1: [
        {
          Effect: 'Allow',
          Action: 'kms:Decrypt',
          Resource: Object.values(KEYS),
          Condition: { StringEquals: { 'kms:EncryptionAlgorithm': 'RSAES_OAEP_SHA_1' } },
        },
      ],
    },
    {
      kmsKeys: [
        { keyId: keyId('1'), spec: 'RSA_2048', usage: 'ENCRYPT_DECRYPT', ...material(CR1) },
        { keyId: keyId('2'), spec: 'RSA_4096', usage: 'ENCRYPT_DECRYPT', ...material(CR2) },
        { keyId: keyId('3'), spec: 'ECC_NIST_P256', usage: 'SIGN_VERIFY' },
      ],
    },
  );
});
afterEach(async () => {
  await fetch(`${endpoint.url}/__faults`, { method: 'DELETE' });
  for (const key of endpoint.kmsKeys) key.enabled = true;
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
/** KMS as the media function reaches it. */
const media = (role?: string, requestTimeoutMs = 3_000) =>
  signedKms(connectionTo(endpoint.url, role ? endpoint.credentialsFor(role) : endpoint.admin, requestTimeoutMs));
const unwrapper = (client = media('Media'), keys: Record<string, string> = KEYS) => kmsKeyUnwrapper({ client, keys });
const wrapped = (name: (typeof VECTOR_NAMES)[number]): WrappedContentKey => {
  const parsed = parseEncryptionDetails(encryptedVector(name).details);
  if (!parsed.ok) throw new Error(parsed.error.reason);
  return parsed.value;
};
const fault = (kind: string, count = 2) =>
  fetch(`${endpoint.url}/__faults`, {
    method: 'POST',
    body: JSON.stringify({ service: 'kms', operation: 'Decrypt', fault: kind, count }),
  });
const failureOf = async (unwrapping: ReturnType<ReturnType<typeof unwrapper>['unwrap']>) => {
  const outcome = await unwrapping;
  return outcome.ok ? 'unwrapped' : `${outcome.error.code} ${outcome.error.reason}`;
};

describe('the key unwrapper', () => {
  test.each(VECTOR_NAMES)('unwraps the content key of the vector %s', async name => {
    const key = await unwrapper().unwrap(wrapped(name));
    expect(key.ok && Buffer.from(key.value)).toEqual(vectorCipher(encryptedVector(name)).key);
  });

  test('does not know a public key that none is configured for, and asks nobody', async () => {
    expect(await failureOf(unwrapper(media('Media'), { [CR2]: arn('2') }).unwrap(wrapped('rsa2048')))).toBe(
      'recording_key_unknown recording_key_unknown',
    );
    expect(await failureOf(unwrapper().unwrap({ ...wrapped('rsa2048'), publicKeySid: 'constructor' }))).toBe(
      'recording_key_unknown recording_key_unknown',
    );
  });

  test('calls a wrapped key damaged that has one bit flipped, is cut short, or was made for another key', async () => {
    const { encryptedCek, ...rest } = wrapped('rsa2048');
    const flipped = Buffer.from(encryptedCek);
    flipped[100] = (flipped[100] ?? 0) ^ 4;
    for (const damaged of [flipped, encryptedCek.subarray(1), wrapped('rsa4096').encryptedCek]) {
      expect(await failureOf(unwrapper().unwrap({ ...rest, encryptedCek: damaged }))).toBe(
        'integrity_failed wrapped_key_damaged',
      );
    }
  });

  test.each([
    ['throttled', 'throttle', 'unavailable kms_throttled'],
    ['failing', 'error', 'unavailable kms_failed'],
    ['resetting connections', 'reset', 'unavailable kms_unreachable'],
  ])('is unavailable while KMS is %s', async (_, kind, failure) => {
    await fault(kind);
    expect(await failureOf(unwrapper().unwrap(wrapped('rsa2048')))).toBe(failure);
  });

  test('is unavailable when KMS does not answer in time', async () => {
    await fault('timeout');
    expect(await failureOf(unwrapper(media('Media', 100)).unwrap(wrapped('rsa2048')))).toBe('unavailable kms_timeout');
  });

  test('gets over one failure by itself', async () => {
    await fault('error', 1);
    expect(await failureOf(unwrapper().unwrap(wrapped('rsa2048')))).toBe('unwrapped');
  });

  test('calls it our own fault when the role may not use the key, or the key was switched off or is gone', async () => {
    expect(await failureOf(unwrapper(media('OnlySha1')).unwrap(wrapped('rsa2048')))).toBe(
      'internal_error kms_access_denied',
    );
    const gone = { [CR1]: arn('9') };
    expect(await failureOf(unwrapper(media(), gone).unwrap(wrapped('rsa2048')))).toBe('internal_error kms_not_found');
    for (const key of endpoint.kmsKeys) key.enabled = false;
    expect(await failureOf(unwrapper().unwrap(wrapped('rsa2048')))).toBe('internal_error kms_key_unusable');
  });

  test('says nothing of the key in its failures', async () => {
    const { encryptedCek, ...rest } = wrapped('rsa2048');
    const failed = await unwrapper().unwrap({ ...rest, encryptedCek: encryptedCek.subarray(1) });
    expect(JSON.stringify(failed)).not.toContain(encryptedCek.subarray(1).toString('base64'));
  });
});

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

  test.each([
    ['Encrypt', new EncryptCommand({ KeyId: keyId('1'), Plaintext: Buffer.from('x') })],
    ['DescribeKey', new DescribeKeyCommand({ KeyId: keyId('1') })],
  ])('says that %s is not implemented', async (_, command) => {
    expect(await outcomeOf(kms().send(command as EncryptCommand))).toBe('UnknownOperationException 400');
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
