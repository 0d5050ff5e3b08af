import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { KMS } from '@aws-sdk/client-kms';
import { S3 } from '@aws-sdk/client-s3';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { SQS } from '@aws-sdk/client-sqs';
import { HttpRequest } from '@smithy/core/protocols';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AwsService } from '../../lambda/adapters/aws/endpoint.ts';
import { signedDynamoDb, signedKms, signedSecretsManager } from '../../lambda/adapters/aws/signed-calls.ts';
import { signerFor } from '../../lambda/adapters/aws/signed-request.ts';
import { signedS3 } from '../../lambda/adapters/s3/signed-s3.ts';
import { signedSqs } from '../../lambda/adapters/sqs/signed-sqs.ts';
import {
  bucket,
  type Credentials,
  credentials,
  key,
  recorder,
  region,
  sdkClients,
  useFixedTime,
  version,
} from '../support/signed-request-cases.ts';

/** Numbers of generated inputs. */
const RUNS = { objects: 1_500, calls: 1_000 };
/** Headers in which the SDK names itself. The services ignore them. */
const SDK_ONLY = ['user-agent', 'x-amz-user-agent', 'amz-sdk-invocation-id', 'amz-sdk-request', 'authorization'];

const withoutOwnName = ({ headers, body, ...request }: HttpRequest) => ({
  ...request,
  body: body === undefined ? undefined : Buffer.from(body).toString(),
  headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !SDK_ONLY.includes(name.toLowerCase()))),
});

/** Our signer's Authorization for a request that the SDK signed. */
const resigned = async (
  service: AwsService,
  signed: HttpRequest,
  where: { region: string; credentials: Credentials },
) => {
  const unsigned = HttpRequest.clone(signed);
  for (const name of ['authorization', 'x-amz-date', 'x-amz-security-token']) delete unsigned.headers[name];
  if (service !== 's3') delete unsigned.headers['x-amz-content-sha256'];
  return (await signerFor(service, where).sign(unsigned, { signingDate: new Date() })).headers['authorization'];
};

const expectSame = async (
  service: AwsService,
  ours: HttpRequest,
  sdks: HttpRequest,
  where: { region: string; credentials: Credentials },
) => {
  expect(withoutOwnName(ours)).toEqual(withoutOwnName(sdks));
  expect(await resigned(service, sdks, where)).toBe(sdks.headers['authorization']);
  expect(await resigned(service, ours, where)).toBe(ours.headers['authorization']);
};

useFixedTime();

describe('the signed request', () => {
  test('that asks S3 for an object equals the SDK’s request in content and signature, for any input', async () => {
    const range = fc.option(fc.constantFrom('bytes=0-1444', 'bytes=5-'), { nil: undefined });
    const etag = fc.option(fc.constantFrom('"0123456789abcdef"'), { nil: undefined });
    // A request without a body has no checksum.
    const sdks = sdkClients(
      settings =>
        new S3({
          ...settings,
          requestChecksumCalculation: 'WHEN_REQUIRED',
          responseChecksumValidation: 'WHEN_REQUIRED',
        }),
    );
    const input = fc.record({ Bucket: bucket, Key: key, VersionId: version, Range: range, IfMatch: etag });
    await fc.assert(
      fc.asyncProperty(input, fc.record({ region, credentials }), async (object, where) => {
        const ours = recorder();
        await signedS3({ ...where, environment: {}, requestTimeoutMs: 1, handler: ours as never }).getObject(object);
        await sdks.at(where).getObject(object);
        await expectSame('s3', ours.last(), sdks.last(), where);
      }),
      { numRuns: RUNS.objects },
    );
  });

  const text = fc.string({ unit: 'binary' });
  const where = fc.record({ region, credentials });
  const lean = (handler: unknown, at: { region: string; credentials: Credentials }) => ({
    ...at,
    environment: {},
    requestTimeoutMs: 1,
    handler: handler as never,
  });

  test('that asks DynamoDB for an item equals the SDK’s request in content and signature, for any input', async () => {
    const sdks = sdkClients(settings => new DynamoDB(settings));
    await fc.assert(
      fc.asyncProperty(text, text, where, async (sid, name, at) => {
        const ours = recorder();
        const input = { TableName: 'audit', Key: { [name]: { S: sid }, n: { N: '1' } }, ConsistentRead: true };
        await signedDynamoDb(lean(ours, at)).getItem(input);
        await sdks.at(at).getItem(input);
        await expectSame('dynamodb', ours.last(), sdks.last(), at);
      }),
      { numRuns: RUNS.calls },
    );
  });

  test('that asks KMS to decrypt a key equals the SDK’s request in content and signature, for any input', async () => {
    const sdks = sdkClients(settings => new KMS(settings));
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 512 }), text, where, async (wrapped, keyId, at) => {
        const ours = recorder();
        const input = { CiphertextBlob: wrapped, EncryptionAlgorithm: 'RSAES_OAEP_SHA_256', KeyId: keyId } as const;
        await signedKms(lean(ours, at)).decrypt(input);
        await sdks.at(at).decrypt(input);
        const members = ({ body }: HttpRequest) => JSON.parse(body);
        expect(members(ours.last())).toEqual(members(sdks.last()));
        expect(ours.last().headers['x-amz-target']).toBe(sdks.last().headers['x-amz-target']);
        expect(await resigned('kms', sdks.last(), at)).toBe(sdks.last().headers['authorization']);
      }),
      { numRuns: RUNS.calls },
    );
  });

  test('that asks Secrets Manager for a secret equals the SDK’s request in content and signature, for any input', async () => {
    const sdks = sdkClients(settings => new SecretsManager(settings));
    await fc.assert(
      fc.asyncProperty(text, where, async (name, at) => {
        const ours = recorder();
        await signedSecretsManager(lean(ours, at)).getSecretValue({ SecretId: name });
        await sdks.at(at).getSecretValue({ SecretId: name });
        await expectSame('secretsmanager', ours.last(), sdks.last(), at);
      }),
      { numRuns: RUNS.calls },
    );
  });

  test('that sends a message to SQS equals the SDK’s request in content and signature, for any input', async () => {
    // The SDK would send to the host of the queue's URL. That is the region's endpoint, unless a test invents it.
    const sdks = sdkClients(settings => new SQS({ ...settings, md5: false, useQueueUrlAsEndpoint: false }));
    await fc.assert(
      fc.asyncProperty(text, where, async (body, at) => {
        const ours = recorder();
        const input = { QueueUrl: 'https://sqs.example.com/000000000000/events', MessageBody: body };
        await signedSqs(lean(ours, at)).sendMessage(input);
        await sdks.at(at).sendMessage(input);
        await expectSame('sqs', ours.last(), sdks.last(), at);
      }),
      { numRuns: RUNS.calls },
    );
  });
});
