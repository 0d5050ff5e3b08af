import { constants, createPublicKey, privateDecrypt, sign } from 'node:crypto';
import { err, ok, type Result } from '../../../lambda/domain/shared/result.ts';
import type { KmsKey, KmsKeyUsage } from './kms-keys.ts';

/** An error with its name in the KMS API. */
interface KmsError {
  readonly type: string;
  readonly message: string;
}

type Input = Readonly<Record<string, unknown>>;
type Output = Result<Readonly<Record<string, unknown>>, KmsError>;

const ENCRYPTION_ALGORITHMS: Readonly<Record<string, string>> = {
  RSAES_OAEP_SHA_1: 'sha1',
  RSAES_OAEP_SHA_256: 'sha256',
};

const SIGNING_ALGORITHMS = ['ECDSA_SHA_256'];
/** The longest message that KMS signs. */
const MAX_MESSAGE_BYTES = 4096;

/** Returns the algorithms of a key. All local keys for `SIGN_VERIFY` are elliptic curves. */
const algorithmsOf = ({ usage }: KmsKey): string[] =>
  usage === 'ENCRYPT_DECRYPT' ? Object.keys(ENCRYPTION_ALGORITHMS) : SIGNING_ALGORITHMS;

const getPublicKey = (key: KmsKey): Output =>
  ok({
    KeyId: key.arn,
    PublicKey: createPublicKey(key.privateKey).export({ type: 'spki', format: 'der' }).toString('base64'),
    KeySpec: key.spec,
    CustomerMasterKeySpec: key.spec,
    KeyUsage: key.usage,
    [key.usage === 'SIGN_VERIFY' ? 'SigningAlgorithms' : 'EncryptionAlgorithms']: algorithmsOf(key),
  });

const describeKey = (key: KmsKey): Output =>
  ok({
    KeyMetadata: {
      KeyId: key.keyId,
      Arn: key.arn,
      Enabled: key.enabled,
      KeyState: key.enabled ? 'Enabled' : 'Disabled',
      KeySpec: key.spec,
      CustomerMasterKeySpec: key.spec,
      KeyUsage: key.usage,
      KeyManager: 'CUSTOMER',
      Origin: 'AWS_KMS',
      MultiRegion: false,
    },
  });

const switchKey =
  (enabled: boolean) =>
  (key: KmsKey): Output => {
    key.enabled = enabled;
    return ok({});
  };

const decrypt = (key: KmsKey, input: Input): Output => {
  const algorithm = String(input['EncryptionAlgorithm']);
  try {
    const padding = constants.RSA_PKCS1_OAEP_PADDING;
    const oaepHash = ENCRYPTION_ALGORITHMS[algorithm] ?? '';
    const plaintext = privateDecrypt({ key: key.privateKey, padding, oaepHash }, bytesOf(input['CiphertextBlob']));
    return ok({ KeyId: key.arn, Plaintext: plaintext.toString('base64'), EncryptionAlgorithm: algorithm });
  } catch {
    return refuse('InvalidCiphertextException', '');
  }
};

const signMessage = (key: KmsKey, input: Input): Output => {
  const algorithm = String(input['SigningAlgorithm']);
  const message = messageOf(input);
  if (!message.ok) return message;
  const signature = sign('sha256', message.value, key.privateKey);
  return ok({ KeyId: key.arn, Signature: signature.toString('base64'), SigningAlgorithm: algorithm });
};

const messageOf = (input: Input): Result<Buffer, KmsError> => {
  if ((input['MessageType'] ?? 'RAW') !== 'RAW') {
    return refuse('UnsupportedOperationException', 'The local KMS signs only messages (MessageType RAW)');
  }
  const message = bytesOf(input['Message']);
  return message.length > 0 && message.length <= MAX_MESSAGE_BYTES
    ? ok(message)
    : refuse('ValidationException', `Message must have 1 to ${MAX_MESSAGE_BYTES} bytes`);
};

interface KmsOperation {
  /** The input member with the algorithm, and the key usage that the operation needs. */
  readonly algorithm?: { readonly member: string; readonly usage: KmsKeyUsage };
  readonly run: (key: KmsKey, input: Input) => Output;
}

const ENCRYPTION = { member: 'EncryptionAlgorithm', usage: 'ENCRYPT_DECRYPT' } as const;
const SIGNING = { member: 'SigningAlgorithm', usage: 'SIGN_VERIFY' } as const;

const OPERATIONS: Readonly<Record<string, KmsOperation>> = {
  DescribeKey: { run: describeKey },
  DisableKey: { run: switchKey(false) },
  EnableKey: { run: switchKey(true) },
  GetPublicKey: { run: getPublicKey },
  Decrypt: { algorithm: ENCRYPTION, run: decrypt },
  Sign: { algorithm: SIGNING, run: signMessage },
};

/** Returns the condition key for the algorithm of a call, and its value. */
export const algorithmContext = (operation: string, input: Input): Readonly<Record<string, string>> => {
  const member = OPERATIONS[operation]?.algorithm?.member;
  const value = member && input[member];
  return member && typeof value === 'string' ? { [`kms:${member}`]: value } : {};
};

/** Returns whether the local KMS supports an operation. */
export const isKmsOperation = (operation: string): boolean => Object.hasOwn(OPERATIONS, operation);

/** Runs an operation with a key. The checks and errors are those of the KMS API Reference. */
export const runKmsOperation = (operation: string, key: KmsKey, input: Input): Output => {
  const known = OPERATIONS[operation];
  if (!known) return refuse('UnsupportedOperationException', operation);
  if (!known.algorithm) return known.run(key, input);
  if (!key.enabled) return refuse('DisabledException', `${key.arn} is disabled.`);
  const { member, usage } = known.algorithm;
  if (key.usage !== usage) return refuse('InvalidKeyUsageException', `${key.arn} key usage is ${key.usage}`);
  return algorithmsOf(key).includes(String(input[member]))
    ? known.run(key, input)
    : refuse('InvalidKeyUsageException', `${member} ${String(input[member])} is not valid for ${key.spec}`);
};

const bytesOf = (base64: unknown): Buffer => Buffer.from(typeof base64 === 'string' ? base64 : '', 'base64');

const refuse = (type: string, message: string): Result<never, KmsError> => err({ type, message });
