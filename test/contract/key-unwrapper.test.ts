import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { signedKms } from '../../lambda/adapters/aws/signed-calls.ts';
import { kmsKeyUnwrapper } from '../../lambda/adapters/kms/kms-key-unwrapper.ts';
import {
  parseEncryptionDetails,
  type WrappedContentKey,
} from '../../lambda/domain/media/decryption/wrapped-content-key.ts';
import type { KeyUnwrapper } from '../../lambda/domain/media/ports.ts';
import type { AwsEndpoint } from '../../local/aws/endpoint/endpoint.ts';
import { memoryKeyUnwrapper } from '../fakes/memory-key-unwrapper.ts';
import { connectionTo } from '../support/aws-connection.ts';
import { startEndpoint } from '../support/aws-endpoint.ts';
import { encryptedVector, VECTOR_NAMES, vectorCipher, vectorPrivateKeys } from '../support/vectors.ts';

const CR1 = `CR${'1'.repeat(32)}`;
const CR2 = `CR${'2'.repeat(32)}`;
const keyId = (digit: string) => `${digit.repeat(8)}-0000-4000-8000-000000000000`;
const arn = (digit: string) => `arn:aws:kms:us-east-1:000000000000:key/${keyId(digit)}`;
const KEYS = { [CR1]: arn('1'), [CR2]: arn('2') };

let endpoint: AwsEndpoint;

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
      ],
    },
  );
});
afterEach(async () => {
  await fetch(`${endpoint.url}/__faults`, { method: 'DELETE' });
  for (const key of endpoint.kmsKeys) key.enabled = true;
});
afterAll(async () => {
  await endpoint.close();
});

function material(sid: string) {
  const privateKey = vectorPrivateKeys[sid];
  return privateKey ? { privateKey } : {};
}

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
const failureOf = async (unwrapping: ReturnType<KeyUnwrapper['unwrap']>) => {
  const outcome = await unwrapping;
  return outcome.ok ? 'unwrapped' : `${outcome.error.code} ${outcome.error.reason}`;
};

const IMPLEMENTATIONS: [string, () => KeyUnwrapper][] = [
  ['KMS', () => unwrapper()],
  ['memory', () => memoryKeyUnwrapper(vectorPrivateKeys)],
];

describe.each(IMPLEMENTATIONS)('the key unwrapper with keys in %s', (_, make) => {
  test.each(VECTOR_NAMES)('unwraps the content key of the vector %s', async name => {
    const key = await make().unwrap(wrapped(name));
    expect(key.ok && Buffer.from(key.value)).toEqual(vectorCipher(encryptedVector(name)).key);
  });

  test.each([`CR${'9'.repeat(32)}`, 'constructor'])(
    'fails with recording_key_unknown for the key %s',
    async publicKeySid => {
      expect(await failureOf(make().unwrap({ ...wrapped('rsa2048'), publicKeySid }))).toBe(
        'recording_key_unknown recording_key_unknown',
      );
    },
  );

  test('fails with integrity_failed for a wrapped key that was changed, truncated, or wrapped for another key', async () => {
    const { encryptedCek, ...rest } = wrapped('rsa2048');
    const flipped = Buffer.from(encryptedCek);
    flipped[100] = (flipped[100] ?? 0) ^ 4;
    for (const damaged of [flipped, encryptedCek.subarray(1), wrapped('rsa4096').encryptedCek]) {
      expect(await failureOf(make().unwrap({ ...rest, encryptedCek: damaged }))).toBe(
        'integrity_failed wrapped_key_damaged',
      );
    }
  });

  test('returns failures without any part of the key', async () => {
    const { encryptedCek, ...rest } = wrapped('rsa2048');
    const failed = await make().unwrap({ ...rest, encryptedCek: encryptedCek.subarray(1) });
    expect(JSON.stringify(failed)).not.toContain(encryptedCek.subarray(1).toString('base64'));
  });
});

describe('the key unwrapper with keys in KMS', () => {
  test.each([
    ['throttles', 'throttle', 'unavailable kms_throttled'],
    ['fails', 'error', 'unavailable kms_failed'],
    ['resets connections', 'reset', 'unavailable kms_unreachable'],
  ])('fails with unavailable while KMS %s', async (_, kind, failure) => {
    await fault(kind);
    expect(await failureOf(unwrapper().unwrap(wrapped('rsa2048')))).toBe(failure);
  });

  test('fails with unavailable when KMS does not answer in time', async () => {
    await fault('timeout');
    expect(await failureOf(unwrapper(media('Media', 100)).unwrap(wrapped('rsa2048')))).toBe('unavailable kms_timeout');
  });

  test('succeeds after one failed attempt', async () => {
    await fault('error', 1);
    expect(await failureOf(unwrapper().unwrap(wrapped('rsa2048')))).toBe('unwrapped');
  });

  test('fails with internal_error when the role may not use the key, or the key is disabled or absent', async () => {
    expect(await failureOf(unwrapper(media('OnlySha1')).unwrap(wrapped('rsa2048')))).toBe(
      'internal_error kms_access_denied',
    );
    const gone = { [CR1]: arn('9') };
    expect(await failureOf(unwrapper(media(), gone).unwrap(wrapped('rsa2048')))).toBe('internal_error kms_not_found');
    for (const key of endpoint.kmsKeys) key.enabled = false;
    expect(await failureOf(unwrapper().unwrap(wrapped('rsa2048')))).toBe('internal_error kms_key_unusable');
  });
});
