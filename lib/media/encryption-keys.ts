import { CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { type CfnKey, Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { CREATED_KEY, type PlaybackConfig } from '../config/playback-config.ts';
import type { PlaybackFunction } from '../functions/playback-function.ts';

/** The KMS keys that unwrap the content keys of encrypted recordings: existing ones, or one that the stack creates. */
export class EncryptionKeys extends Construct {
  /** ARN of the key that the stack creates. */
  private readonly createdArn: string | undefined;
  private readonly keyArns: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, config: PlaybackConfig) {
    super(scope, id);
    this.createdArn = config.createEncryptionKey ? this.create() : undefined;
    this.keyArns = Object.fromEntries(
      Object.entries(config.encryptionKeys).map(([publicKeySid, keyArn]) => [
        publicKeySid,
        keyArn === CREATED_KEY ? (this.createdArn ?? '') : keyArn,
      ]),
    );
  }

  /** Lets the function unwrap content keys with the algorithm that Twilio uses. Sets `ENCRYPTION_KEYS`. */
  grantUnwrap(fn: PlaybackFunction): void {
    const resources = [...new Set(Object.values(this.keyArns))];
    if (resources.length > 0) {
      fn.allow({
        actions: ['kms:Decrypt'],
        resources,
        conditions: { StringEquals: { 'kms:EncryptionAlgorithm': 'RSAES_OAEP_SHA_256' } },
      });
    }
    fn.configure({ ENCRYPTION_KEYS: JSON.stringify(this.keyArns) });
  }

  /** Sets `PUBLIC_KEY_SIDS`: the public keys whose recordings can be decrypted. Grants no permission. */
  setPublicKeySids(fn: PlaybackFunction): void {
    fn.configure({ PUBLIC_KEY_SIDS: JSON.stringify(Object.keys(this.keyArns)) });
  }

  /**
   * Creates a key whose private half never leaves KMS. RSA-2048 is the size in Twilio's instructions, and the only one that
   * its documentation shows. `cdk destroy` does not delete the key: without it all recordings encrypted for it are lost.
   */
  private create(): string {
    const key = new Key(this, 'Key', {
      description: 'Unwraps the content keys of call recordings that Twilio encrypted',
      keySpec: KeySpec.RSA_2048,
      keyUsage: KeyUsage.ENCRYPT_DECRYPT,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    (key.node.defaultChild as CfnKey).overrideLogicalId('EncryptionKey');
    const arn = new CfnOutput(this, 'Arn', {
      value: key.keyArn,
      description: 'ARN of the KMS key for encrypted recordings',
    });
    const command = new CfnOutput(this, 'PublicKeyCommand', {
      value: `printf -- '-----BEGIN PUBLIC KEY-----\\n%s\\n-----END PUBLIC KEY-----\\n' "$(aws kms get-public-key --region ${Stack.of(this).region} --key-id ${key.keyArn} --query PublicKey --output text | fold -w 64)" > public-key.pem`,
      description: 'Command that writes the public key as PEM for Twilio',
    });
    arn.overrideLogicalId('EncryptionKeyArn');
    command.overrideLogicalId('EncryptionPublicKeyCommand');
    return key.keyArn;
  }
}
