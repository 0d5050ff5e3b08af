import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { KMSClient } from '@aws-sdk/client-kms';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { kmsDigestSigner } from '../../lambda/adapters/kms/kms-digest-signer.ts';
import type { DigestSigner } from '../../lambda/domain/audit/chain/ports.ts';
import type { AwsEndpoint } from '../../local/aws/endpoint/endpoint.ts';
import { testSigner } from '../fakes/test-signer.ts';
import { startEndpoint } from '../support/aws-endpoint.ts';

const KEY_ID = '11111111-0000-4000-8000-000000000000';
const KEY_ARN = `arn:aws:kms:us-east-1:000000000000:key/${KEY_ID}`;

let endpoint: AwsEndpoint;
const clients: KMSClient[] = [];
beforeAll(async () => {
  const grant = { Effect: 'Allow', Action: 'kms:Sign', Resource: KEY_ARN };
  endpoint = await startEndpoint(
    { Digest: [grant], Stranger: [{ ...grant, Action: 'kms:Decrypt' }] },
    { kmsKeys: [{ keyId: KEY_ID, spec: 'ECC_NIST_P256', usage: 'SIGN_VERIFY' }] },
  );
});
afterEach(() => fetch(`${endpoint.url}/__faults`, { method: 'DELETE' }));
afterAll(async () => {
  for (const client of clients) client.destroy();
  await endpoint.close();
});

const kmsSigner = (role = 'Digest') => {
  const client = new KMSClient({
    region: 'us-east-1',
    endpoint: endpoint.url,
    credentials: endpoint.credentialsFor(role),
    maxAttempts: 1,
  });
  clients.push(client);
  return kmsDigestSigner({ client, keyArn: KEY_ARN });
};

interface SignerUnderTest {
  readonly signer: DigestSigner;
  readonly publicKey: KeyObject;
}
const IMPLEMENTATIONS: [string, () => SignerUnderTest][] = [
  [
    'KMS',
    () => {
      const privateKey = endpoint.kmsKeys.find(({ keyId }) => keyId === KEY_ID)?.privateKey;
      if (!privateKey) throw new Error('no key');
      return { signer: kmsSigner(), publicKey: createPublicKey(privateKey) };
    },
  ],
  [
    'memory',
    () => {
      const signer = testSigner();
      return { signer, publicKey: signer.publicKey };
    },
  ],
];

describe.each(IMPLEMENTATIONS)('the digest signer with a key in %s', (_, make) => {
  test.each(['a digest', 'Überwachung – 録音', ''.padEnd(4_096, 'x')])(
    'signs a text so that the public key verifies it',
    async text => {
      const { signer, publicKey } = make();
      const signed = await signer.sign(text);
      if (!signed.ok) throw new Error(signed.error.reason);
      const signature = Buffer.from(signed.value, 'base64');
      expect(signature.toString('base64')).toBe(signed.value);
      expect(verify('sha256', Buffer.from(text), publicKey, signature)).toBe(true);
      expect(verify('sha256', Buffer.from(`${text}!`), publicKey, signature)).toBe(false);
    },
  );

  test('states the ARN of an ECDSA key on P-256', () => {
    const { signer, publicKey } = make();
    expect(signer.keyId).toMatch(/^arn:aws:kms:us-east-1:000000000000:key\/.+$/);
    expect(publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
  });
});

describe('the digest signer with a key in KMS', () => {
  const failKms = (fault: string) =>
    fetch(`${endpoint.url}/__faults`, {
      method: 'POST',
      body: JSON.stringify({ service: 'kms', operation: 'Sign', fault, count: 1 }),
    });

  test.each([
    ['throttles', 'throttle', 'kms_throttled'],
    ['fails', 'error', 'kms_failed'],
  ])('fails with unavailable while KMS %s', async (_, fault, reason) => {
    await failKms(fault);
    expect(await kmsSigner().sign('a digest')).toMatchObject({ ok: false, error: { code: 'unavailable', reason } });
  });

  test('fails with internal_error when its role may not sign', async () => {
    expect(await kmsSigner('Stranger').sign('a digest')).toMatchObject({
      ok: false,
      error: { code: 'internal_error', reason: 'kms_access_denied' },
    });
  });
});
