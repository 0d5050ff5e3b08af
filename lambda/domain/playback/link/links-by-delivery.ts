import type { Delivery } from '../../shared/delivery.ts';
import { fail } from '../../shared/failure.ts';
import type { LinkIssuer } from '../ports.ts';

/** The link issuers of a deployment. `stream` is absent without a media endpoint. */
export interface LinkIssuers {
  readonly s3: LinkIssuer;
  readonly stream?: LinkIssuer | undefined;
}

/** Returns an issuer that uses the configured delivery, but always streams encrypted recordings, because S3 cannot decrypt. */
export const linksByDelivery = (issuers: LinkIssuers, delivery: Delivery): LinkIssuer => ({
  prepare: async grant => {
    const issuer = issuers[grant.encryption ? 'stream' : delivery];
    return issuer ? issuer.prepare(grant) : fail('internal_error', 'no_media_endpoint');
  },
});
