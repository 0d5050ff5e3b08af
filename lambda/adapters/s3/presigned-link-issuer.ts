import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { formatUrl } from '@aws-sdk/core/util';
import { S3RequestPresigner } from '@aws-sdk/s3-request-presigner';
import { getEndpointFromInstructions } from '@smithy/core/endpoints';
import { extendedEncodeURIComponent, HttpRequest } from '@smithy/core/protocols';
import type { Grant } from '../../domain/playback/link.ts';
import type { LinkIssuer } from '../../domain/playback/ports.ts';
import { fail } from '../../domain/shared/failure.ts';
import { ok } from '../../domain/shared/result.ts';

/** Pinned in the signature, whatever metadata the object was stored with: a link plays audio and does nothing else. */
const PINNED_RESPONSE_HEADERS = {
  'response-content-type': 'audio/wav',
  'response-content-disposition': 'inline',
  'response-cache-control': 'no-store',
};

/** S3 ignores this parameter and writes it to its access log, where it meets the audit event of the same id. */
const AUDIT_ID_PARAMETER = 'x-audit-id';

/**
 * Links that S3 itself checks: presigned, GET only, for one object (and version), until they expire or the function's
 * role session ends, whichever comes first. Nothing has to be stored for one, so `activate` has nothing to do.
 */
export const presignedLinkIssuer = (client: S3Client, bucket: string): LinkIssuer => {
  // The presigner alone, not a command per link: the SDK's usual way costs ten times as much (see docs/architecture.md).
  let bucketSigner: Promise<BucketSigner> | undefined;
  return {
    prepare: async grant => {
      try {
        bucketSigner ??= bucketSignerFor(client, bucket);
        const { endpoint, presigner } = await bucketSigner;
        const signed = await presigner.presign(requestFor(endpoint, grant), {
          expiresIn: grant.ttlSeconds,
          signingDate: grant.issuedAt,
        });
        return ok({
          url: formatUrl(signed),
          delivery: 's3',
          expiresAt: new Date(grant.issuedAt.getTime() + grant.ttlSeconds * 1000),
          activate: async () => ok(undefined),
        });
      } catch (error) {
        bucketSigner = undefined;
        return fail('internal_error', 'presigning_failed', error);
      }
    },
  };
};

interface BucketSigner {
  readonly endpoint: URL;
  readonly presigner: S3RequestPresigner;
}

/** Where the bucket is reached and for which region to sign: the SDK's own rules, asked once. */
const bucketSignerFor = async (client: S3Client, bucket: string): Promise<BucketSigner> => {
  const { url, properties } = await getEndpointFromInstructions(
    { Bucket: bucket, Key: 'any' },
    GetObjectCommand,
    client.config as never,
  );
  const signingRegion = properties?.['authSchemes']?.[0]?.signingRegion;
  return {
    endpoint: url,
    presigner: new S3RequestPresigner({
      ...client.config,
      ...(signingRegion && { region: async () => signingRegion }),
    }),
  };
};

const requestFor = (endpoint: URL, { object, eventId }: Grant): HttpRequest =>
  new HttpRequest({
    method: 'GET',
    protocol: endpoint.protocol,
    hostname: endpoint.hostname,
    ...(endpoint.port && { port: Number(endpoint.port) }),
    headers: {},
    path: `${endpoint.pathname.replace(/\/$/, '')}/${object.key.split('/').map(extendedEncodeURIComponent).join('/')}`,
    query: {
      ...PINNED_RESPONSE_HEADERS,
      [AUDIT_ID_PARAMETER]: eventId,
      ...(object.versionId && { versionId: object.versionId }),
    },
  });
