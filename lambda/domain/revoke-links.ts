import type { Failure } from './failure.ts';
import type { LinkLease } from './link-lease.ts';
import { linkRevoked } from './media-audit.ts';
import type { LinkRevocation, RevocationTarget } from './media-ports.ts';
import type { AuditLog } from './ports.ts';
import { ok, type Result } from './result.ts';

export interface RevokeLinksDependencies {
  readonly links: LinkRevocation;
  readonly audit: AuditLog;
  readonly now: () => Date;
  /** A new UUIDv7. */
  readonly newEventId: () => string;
}

/** Who ends links, and why: goes into the audit trail. */
export interface RevocationOrder {
  readonly target: RevocationTarget;
  readonly reason: string;
  /** Stands for the request, as a gateway's id does elsewhere. */
  readonly requestId: string;
  /** What was used to give the order. */
  readonly tool: string;
}

/**
 * Ends every live link of a target, one after the other, and puts each on record. Ending comes first: a trail that
 * cannot be written must not keep a link alive. Stops at the first failure (`unavailable`); what was ended stays ended,
 * and the next run puts on record what this one could not.
 */
export async function* revokeLinks(
  { links, audit, now, newEventId }: RevokeLinksDependencies,
  { target, reason, requestId, tool }: RevocationOrder,
): AsyncGenerator<Result<LinkLease, Failure>> {
  for await (const linkHash of links.candidates(target)) {
    if (!linkHash.ok) return yield linkHash;
    const ended = await links.revoke(linkHash.value, { at: now(), eventId: newEventId(), requestId, reason, tool });
    if (!ended.ok) return yield ended;
    if (!ended.value?.revocation) continue;
    const recorded = await audit.append(linkRevoked(ended.value, ended.value.revocation));
    if (!recorded.ok) return yield recorded;
    const marked = await links.markRevocationRecorded(linkHash.value, now());
    if (!marked.ok) return yield marked;
    yield ok(ended.value);
  }
}
