import { DecryptCommand, KMS, KMSServiceException } from '@aws-sdk/client-kms';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { kmsKeyUnwrapper } from '../../../../../lambda/adapters/kms/kms-key-unwrapper.ts';

const PUBLIC_KEY_SID = `CR${'1'.repeat(32)}`;
const wrapped = { publicKeySid: PUBLIC_KEY_SID, encryptedCek: Buffer.alloc(256), iv: Buffer.alloc(12) };
const client = new KMS({ region: 'eu-central-1' });
const kms = mockClient(client);
beforeEach(() => kms.reset());

const failureOf = async () => {
  const unwrapped = await kmsKeyUnwrapper({ client, keys: { [PUBLIC_KEY_SID]: 'arn:key' } }).unwrap(wrapped);
  return unwrapped.ok ? 'unwrapped' : `${unwrapped.error.code} ${unwrapped.error.reason}`;
};

/** The errors of Decrypt in the KMS API reference, without those of every service. */
describe('an error of KMS', () => {
  test.each([
    ['InvalidCiphertextException', 'integrity_failed wrapped_key_damaged'],
    ['IncorrectKeyException', 'integrity_failed wrapped_key_damaged'],
    ['DisabledException', 'internal_error kms_key_unusable'],
    ['KMSInvalidStateException', 'internal_error kms_key_unusable'],
    ['InvalidKeyUsageException', 'internal_error kms_key_unusable'],
    ['NotFoundException', 'internal_error kms_not_found'],
    ['DependencyTimeoutException', 'unavailable kms_failed'],
    ['KeyUnavailableException', 'unavailable kms_failed'],
    ['KMSInternalException', 'unavailable kms_failed'],
  ])('%s becomes %s', async (name, failure) => {
    const error = new KMSServiceException({
      name,
      $fault: 'client',
      $metadata: { httpStatusCode: 400 },
      message: 'no',
    });
    kms.on(DecryptCommand).rejects(error);
    expect(await failureOf()).toBe(failure);
  });

  test('without a plaintext becomes unavailable', async () => {
    kms.on(DecryptCommand).resolves({});
    expect(await failureOf()).toBe('unavailable kms_answer_unreadable');
  });
});
