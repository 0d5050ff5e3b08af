import { describe, expect, test } from 'vitest';
import { asText, EVERYTHING, MINIMAL, synthesize } from './synthesized.ts';

const everything = synthesize(EVERYTHING);
const minimal = synthesize(MINIMAL);

describe('the key for encrypted recordings', () => {
  test('is an RSA key for decryption, survives cdk destroy, and keeps its logical id', () => {
    expect(everything.resources['EncryptionKey']).toMatchObject({
      Type: 'AWS::KMS::Key',
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: { KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' },
    });
  });

  test('has an output with the command that writes the public key as PEM, with region and key id', () => {
    const command = asText(everything.outputs['EncryptionPublicKeyCommand']?.Value);
    expect(command).toContain('aws kms get-public-key --region <AWS::Region> --key-id <EncryptionKey.Arn>');
    expect(command).toMatch(/ > public-key\.pem$/);
    expect(asText(everything.outputs['EncryptionKeyArn']?.Value)).toBe('<EncryptionKey.Arn>');
  });

  test('is not created by default', () => {
    expect(minimal.resources).not.toHaveProperty('EncryptionKey');
  });
});
