import type { LinkLease } from '../media/lease/link-lease.ts';
import { linkHashOf, newLinkToken } from '../media/lease/link-token.ts';
import type { LinkLeases } from '../media/ports.ts';
import { ok } from '../shared/result.ts';
import type { LinkIssuer } from './ports.ts';

/**
 * Returns an issuer of links to the media endpoint. Each link has a lease, which `activate` stores. Only the link contains
 * the token.
 * @param mediaUrl URL of the media endpoint without the token, such as `https://…/media`
 */
export const leaseLinkIssuer = (leases: LinkLeases, mediaUrl: string): LinkIssuer => ({
  prepare: async grant => {
    const token = newLinkToken();
    const lease: LinkLease = {
      linkHash: linkHashOf(token),
      eventId: grant.eventId,
      recordingSid: grant.recordingSid,
      object: grant.object,
      ...(grant.encryption && { encryption: grant.encryption }),
      caller: grant.caller,
      decision: grant.decision,
      expiresAt: new Date(Math.floor(grant.issuedAt.getTime() / 1000 + grant.ttlSeconds) * 1000),
    };
    return ok({
      url: () => `${mediaUrl}/${token}`,
      delivery: 'stream',
      expiresAt: lease.expiresAt,
      activate: () => leases.create(lease),
    });
  },
});
