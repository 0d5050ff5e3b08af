import { type KMSClient, SignCommand } from '@aws-sdk/client-kms';
import type { DigestSigner } from '../../domain/audit/chain/ports.ts';
import { fail } from '../../domain/shared/failure.ts';
import { err, ok } from '../../domain/shared/result.ts';
import { awsFailure } from '../aws/aws-failure.ts';

/** Signs with a KMS key on the P-256 curve. The private key never leaves KMS. */
export const kmsDigestSigner = ({
  client,
  keyArn,
}: {
  readonly client: KMSClient;
  readonly keyArn: string;
}): DigestSigner => ({
  keyId: keyArn,
  sign: async text => {
    try {
      const { Signature } = await client.send(
        new SignCommand({
          KeyId: keyArn,
          // RAW: KMS hashes the message itself. A digest has under 1 kB, KMS takes 4 KiB.
          Message: Buffer.from(text),
          MessageType: 'RAW',
          SigningAlgorithm: 'ECDSA_SHA_256',
        }),
      );
      return Signature ? ok(Buffer.from(Signature).toString('base64')) : fail('unavailable', 'kms_answer_unreadable');
    } catch (error) {
      return err(awsFailure('kms', error));
    }
  },
});
