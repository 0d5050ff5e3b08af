import { GetObjectCommand, S3 } from '@aws-sdk/client-s3';
import { formatUrl } from '@aws-sdk/core/util';
import { S3RequestPresigner } from '@aws-sdk/s3-request-presigner';
import { getEndpointFromInstructions } from '@smithy/core/endpoints';
import { extendedEncodeURIComponent, HttpRequest } from '@smithy/core/protocols';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { presignedLinkIssuer } from '../../lambda/adapters/s3/presigned-link-issuer.ts';
import { grant } from '../support/grant.ts';
import {
  bucket,
  type Credentials,
  credentials,
  key,
  region,
  sdkClients,
  useFixedTime,
  version,
} from '../support/signed-request-cases.ts';

/** The number of generated inputs. */
const RUNS = 5_500;

useFixedTime();

describe('a presigned link', () => {
  test('is the same text as the link that the SDK signs, for any object, region and credentials', async () => {
    await fc.assert(
      fc.asyncProperty(
        bucket,
        key,
        version,
        fc.record({ region, credentials }),
        async (name, objectKey, versionId, at) => {
          const wanted = grant({ object: { ...grant().object, key: objectKey, ...(versionId && { versionId }) } });
          const prepared = await presignedLinkIssuer({ ...at, environment: {} }, name).prepare(wanted);
          expect(prepared.ok && prepared.value.url()).toBe(await presignedBySdk(name, wanted, at));
        },
      ),
      { numRuns: RUNS },
    );
  });
});

const presigningClients = sdkClients(settings => new S3(settings));

const presignedBySdk = async (
  name: string,
  { object, eventId, ttlSeconds, issuedAt }: ReturnType<typeof grant>,
  at: { region: string; credentials: Credentials },
) => {
  const client = presigningClients.at(at);
  const { url } = await getEndpointFromInstructions(
    { Bucket: name, Key: 'any' },
    GetObjectCommand,
    client.config as never,
  );
  const request = new HttpRequest({
    method: 'GET',
    protocol: url.protocol,
    hostname: url.hostname,
    path: `${url.pathname.replace(/\/$/, '')}/${object.key.split('/').map(extendedEncodeURIComponent).join('/')}`,
    query: {
      'response-content-disposition': 'inline',
      'response-cache-control': 'no-store',
      'response-content-type': object.contentType ?? '',
      'x-audit-id': eventId,
      ...(object.versionId && { versionId: object.versionId }),
    },
  });
  const presigner = new S3RequestPresigner({ ...client.config });
  return formatUrl(await presigner.presign(request, { expiresIn: ttlSeconds, signingDate: issuedAt }));
};
