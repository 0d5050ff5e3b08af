import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { KMS } from '@aws-sdk/client-kms';
import { S3 } from '@aws-sdk/client-s3';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { SQS } from '@aws-sdk/client-sqs';
import { HttpRequest as SdkRequest } from '@smithy/core/protocols';
import { Hash } from '@smithy/core/serde';
import { SignatureV4 as SdkSigner } from '@smithy/signature-v4';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AwsService } from '../../lambda/adapters/aws/endpoint.ts';
import type { HttpRequest } from '../../lambda/adapters/aws/requests/http-exchange.ts';
import { queryString } from '../../lambda/adapters/aws/requests/query-string.ts';
import { signedDynamoDb, signedKms, signedSecretsManager } from '../../lambda/adapters/aws/signed-calls.ts';
import { signedS3 } from '../../lambda/adapters/s3/signed-s3.ts';
import { signedSqs } from '../../lambda/adapters/sqs/signed-sqs.ts';
import {
  bucket,
  type Credentials,
  credentials,
  key,
  region,
  type SentRequests,
  sdkClients,
  sentRequests,
  useFixedTime,
  version,
} from '../support/signed-request-cases.ts';

/** Numbers of generated inputs. */
const RUNS = { objects: 1_500, calls: 1_000 };
/** Headers in which the SDK names itself. The services ignore them. */
const SDK_ONLY = ['user-agent', 'x-amz-user-agent', 'amz-sdk-invocation-id', 'amz-sdk-request', 'authorization'];

const lowerCased = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/** A request of the SDK in the form of ours. */
const sdkRequest = ({ method, protocol, hostname, path, query, headers, body }: SdkRequest) => ({
  method,
  origin: `${protocol}//${hostname}`,
  path: `${path}${Object.keys(query).length === 0 ? '' : `?${queryString(query as Record<string, string>)}`}`,
  headers: lowerCased(headers),
  body: body === undefined ? undefined : Buffer.from(body).toString(),
});

const ourRequest = ({ method, endpoint, path, headers, body }: HttpRequest) => ({
  method,
  origin: endpoint.origin,
  path,
  headers,
  body,
});

const withoutOwnName = ({ headers, ...request }: ReturnType<typeof sdkRequest> | ReturnType<typeof ourRequest>) => ({
  ...request,
  headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !SDK_ONLY.includes(name))),
});

/** The signature of the SDK's signer for a request that we signed. */
const signedBySdk = async (
  service: AwsService,
  { method, endpoint, path, headers, body }: HttpRequest,
  { region, credentials }: { region: string; credentials: Credentials },
) => {
  const { authorization, 'x-amz-date': _, 'x-amz-security-token': __, ...unsigned } = headers;
  const [pathname = '', query = ''] = path.split('?');
  const request = new SdkRequest({
    method,
    hostname: endpoint.hostname,
    path: pathname,
    query: Object.fromEntries(new URLSearchParams(query)),
    headers: unsigned,
    body,
  });
  const signer = new SdkSigner({
    service,
    region,
    credentials,
    sha256: Hash.bind(null, 'sha256'),
    uriEscapePath: service !== 's3',
  });
  return (await signer.sign(request, { signingDate: new Date() })).headers['authorization'];
};

const expectSame = async (
  service: AwsService,
  ours: HttpRequest,
  sdks: SdkRequest,
  where: { region: string; credentials: Credentials },
) => {
  expect(withoutOwnName(ourRequest(ours))).toEqual(withoutOwnName(sdkRequest(sdks)));
  expect(ours.headers['authorization']).toBe(await signedBySdk(service, ours, where));
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
        const ours = sentRequests();
        await signedS3({ ...where, environment: {}, requestTimeoutMs: 1, sendHttp: ours.send }).getObject(object);
        await sdks.at(where).getObject(object);
        await expectSame('s3', ours.last(), sdks.last(), where);
      }),
      { numRuns: RUNS.objects },
    );
  });

  const text = fc.string({ unit: 'binary' });
  const where = fc.record({ region, credentials });
  const lean = ({ send }: SentRequests, at: { region: string; credentials: Credentials }) => ({
    ...at,
    environment: {},
    requestTimeoutMs: 1,
    sendHttp: send,
  });

  test('that asks DynamoDB for an item equals the SDK’s request in content and signature, for any input', async () => {
    const sdks = sdkClients(settings => new DynamoDB(settings));
    await fc.assert(
      fc.asyncProperty(text, text, where, async (sid, name, at) => {
        const ours = sentRequests();
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
        const ours = sentRequests();
        const input = { CiphertextBlob: wrapped, EncryptionAlgorithm: 'RSAES_OAEP_SHA_256', KeyId: keyId } as const;
        await signedKms(lean(ours, at)).decrypt(input);
        await sdks.at(at).decrypt(input);
        expect(JSON.parse(ours.last().body ?? '')).toEqual(JSON.parse(sdks.last().body));
        expect(ours.last().headers['x-amz-target']).toBe(sdks.last().headers['x-amz-target']);
        expect(ours.last().headers['authorization']).toBe(await signedBySdk('kms', ours.last(), at));
      }),
      { numRuns: RUNS.calls },
    );
  });

  test('that asks Secrets Manager for a secret equals the SDK’s request in content and signature, for any input', async () => {
    const sdks = sdkClients(settings => new SecretsManager(settings));
    await fc.assert(
      fc.asyncProperty(text, where, async (name, at) => {
        const ours = sentRequests();
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
        const ours = sentRequests();
        const input = { QueueUrl: 'https://sqs.example.com/000000000000/events', MessageBody: body };
        await signedSqs(lean(ours, at)).sendMessage(input);
        await sdks.at(at).sendMessage(input);
        await expectSame('sqs', ours.last(), sdks.last(), at);
      }),
      { numRuns: RUNS.calls },
    );
  });
});
