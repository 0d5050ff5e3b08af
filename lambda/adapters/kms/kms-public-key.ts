import { createPublicKey, type KeyObject } from 'node:crypto';
import { GetPublicKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import { type Failure, fail } from '../../domain/shared/failure.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import { awsFailure } from '../aws/aws-failure.ts';

/** OpenSSL's name for the curve of the keys that sign digests (`DigestSigner`). */
const CURVE = 'prime256v1';

/** Returns whether a public key can verify digests. */
export const isSigningKey = ({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean =>
  asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === CURVE;

/** Reads the public half of the key that signs digests. Fails with a reason that begins with `kms_`. */
export const readSigningKey = async (client: KMSClient, keyArn: string): Promise<Result<KeyObject, Failure>> => {
  try {
    const { PublicKey } = await client.send(new GetPublicKeyCommand({ KeyId: keyArn }));
    if (!PublicKey) return fail('unavailable', 'kms_answer_unreadable');
    const key = createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' });
    return isSigningKey(key) ? ok(key) : fail('internal_error', 'kms_not_a_signing_key');
  } catch (error) {
    return err(awsFailure('kms', error));
  }
};
