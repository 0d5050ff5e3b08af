import { formatUrl } from '@aws-sdk/core/util';
import { HttpRequest } from '@smithy/core/protocols';
import type { Grant } from '../../domain/playback/link.ts';
import type { LinkIssuer } from '../../domain/playback/ports.ts';
import type { AudioContentType } from '../../domain/shared/audio-content-type.ts';
import { fail } from '../../domain/shared/failure.ts';
import { ok } from '../../domain/shared/result.ts';
import { bucketEndpoints } from '../aws/endpoint.ts';
import { type AwsConnection, signerFor } from '../aws/signed-request.ts';
import { objectPath } from './signed-s3.ts';

/** The signature fixes these headers, so they override the object's metadata: a link can only play audio. */
const PINNED_RESPONSE_HEADERS = {
  'response-content-disposition': 'inline',
  'response-cache-control': 'no-store',
};

/** S3 ignores this parameter and writes it to its access log. It is the id of the audit event. */
const AUDIT_ID_PARAMETER = 'x-audit-id';

/**
 * Returns an issuer of links that S3 itself checks: presigned, for GET only, for one object (and version). A link ends when
 * it expires or when the function's role session ends, whichever is first. Nothing is stored, so `activate` does nothing.
 */
export const presignedLinkIssuer = (
  connection: Pick<AwsConnection, 'region' | 'environment' | 'credentials'>,
  bucket: string,
): LinkIssuer => {
  // The bytes are not known yet, so the signature does not cover them.
  const signer = signerFor('s3', connection, false);
  const endpointOf = bucketEndpoints(connection);
  return {
    prepare: async grant => {
      const { contentType } = grant.object;
      if (!contentType) return fail('internal_error', 'no_audio_to_link_to');
      try {
        const request = requestFor(endpointOf(bucket), grant, contentType);
        const signed = await signer.presign(request, { expiresIn: grant.ttlSeconds, signingDate: grant.issuedAt });
        return ok({
          url: formatUrl(signed),
          delivery: 's3',
          expiresAt: new Date(grant.issuedAt.getTime() + grant.ttlSeconds * 1000),
          activate: async () => ok(undefined),
        });
      } catch (error) {
        return fail('internal_error', 'presigning_failed', error);
      }
    },
  };
};

const requestFor = (endpoint: URL, { object, eventId }: Grant, contentType: AudioContentType): HttpRequest =>
  new HttpRequest({
    method: 'GET',
    protocol: endpoint.protocol,
    hostname: endpoint.hostname,
    ...(endpoint.port && { port: Number(endpoint.port) }),
    headers: { host: endpoint.host, 'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD' },
    path: objectPath(endpoint, object.key),
    query: {
      ...PINNED_RESPONSE_HEADERS,
      'response-content-type': contentType,
      [AUDIT_ID_PARAMETER]: eventId,
      ...(object.versionId && { versionId: object.versionId }),
    },
  });
