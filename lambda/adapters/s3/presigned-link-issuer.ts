import type { Grant } from '../../domain/playback/link/link.ts';
import type { LinkIssuer } from '../../domain/playback/ports.ts';
import type { AudioContentType } from '../../domain/shared/audio-content-type.ts';
import { fail } from '../../domain/shared/failure.ts';
import { ok } from '../../domain/shared/result.ts';
import { bucketEndpoints } from '../aws/endpoint.ts';
import { environmentCredentials } from '../aws/requests/aws-credentials.ts';
import { queryString } from '../aws/requests/query-string.ts';
import { SignatureV4, type UnsignedRequest } from '../aws/requests/signature-v4.ts';
import type { AwsConnection } from '../aws/requests/signed-request.ts';
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
  const { region, environment, credentials } = connection;
  const signature = new SignatureV4({ service: 's3', region });
  const endpointOf = bucketEndpoints(connection);
  return {
    prepare: async grant => {
      const { contentType } = grant.object;
      if (!contentType) return fail('internal_error', 'no_audio_to_link_to');
      try {
        const endpoint = endpointOf(bucket);
        const request = requestFor(endpoint, grant, contentType);
        const signing = { credentials: credentials ?? environmentCredentials(environment), at: grant.issuedAt };
        return ok({
          url: () =>
            `${endpoint.origin}${request.path}?${queryString(signature.presign(request, grant.ttlSeconds, signing))}`,
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

const requestFor = (endpoint: URL, { object, eventId }: Grant, contentType: AudioContentType): UnsignedRequest => ({
  method: 'GET',
  path: objectPath(endpoint, object.key),
  query: {
    ...PINNED_RESPONSE_HEADERS,
    'response-content-type': contentType,
    [AUDIT_ID_PARAMETER]: eventId,
    ...(object.versionId && { versionId: object.versionId }),
  },
  headers: { host: endpoint.host },
});
