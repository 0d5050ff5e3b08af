import { fail } from '../shared/failure.ts';
import type { Delivery } from './link.ts';
import type { LinkIssuer } from './ports.ts';

/** The issuers of a deployment. One without a media endpoint has no `stream`. */
export interface LinkIssuers {
  readonly s3: LinkIssuer;
  readonly stream?: LinkIssuer | undefined;
}

/** Issues plain recordings' links as configured, and those of encrypted ones always for streaming: S3 cannot decrypt. */
export const linksByDelivery = (issuers: LinkIssuers, delivery: Delivery): LinkIssuer => ({
  prepare: async grant => {
    const issuer = issuers[grant.encryption ? 'stream' : delivery];
    return issuer ? issuer.prepare(grant) : fail('internal_error', 'no_media_endpoint');
  },
});
