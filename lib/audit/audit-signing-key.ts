import { RemovalPolicy } from 'aws-cdk-lib';
import { type CfnKey, Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { Grantee } from '../functions/grantee.ts';
import type { PlaybackFunction } from '../functions/playback-function.ts';

/**
 * The key that signs digests: P-256; its private half never leaves KMS. `cdk destroy` does not delete it. If it were lost,
 * its signatures could still be verified with a copy of the public half.
 */
export class AuditSigningKey extends Construct {
  readonly key: Key;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.key = new Key(this, 'Key', {
      description: 'Signs the digests of the audit trail',
      keySpec: KeySpec.ECC_NIST_P256,
      keyUsage: KeyUsage.SIGN_VERIFY,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    (this.key.node.defaultChild as CfnKey).overrideLogicalId('AuditSigningKey');
  }

  /** Lets a function or a person read the public half. Sets `SIGNING_KEY_ARN`. */
  grantReadPublicKey(grantee: Grantee): void {
    grantee.allow({
      actions: ['kms:GetPublicKey'],
      resources: [this.key.keyArn],
      environment: { SIGNING_KEY_ARN: this.key.keyArn },
    });
  }

  /** Lets the function sign messages, by one algorithm. Sets `SIGNING_KEY_ARN`. */
  grantSign(fn: PlaybackFunction): void {
    fn.allow({
      actions: ['kms:Sign'],
      resources: [this.key.keyArn],
      conditions: { StringEquals: { 'kms:SigningAlgorithm': 'ECDSA_SHA_256' } },
      environment: { SIGNING_KEY_ARN: this.key.keyArn },
    });
  }
}
