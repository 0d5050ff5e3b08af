import type { AuditLog } from '../../../lambda/domain/audit/events/audit-log.ts';
import type { LinkLease } from '../../../lambda/domain/media/lease/link-lease.ts';
import { linkRevoked } from '../../../lambda/domain/media/media-events.ts';
import type { LinkRevocation, RevocationTarget } from '../../../lambda/domain/media/ports.ts';
import { type Failure, fail } from '../../../lambda/domain/shared/failure.ts';
import { ok, type Result } from '../../../lambda/domain/shared/result.ts';

export interface RevokeLinksDependencies {
  readonly links: LinkRevocation;
  readonly audit: AuditLog;
  readonly now: () => Date;
  /** A new UUIDv7. */
  readonly newEventId: () => string;
}

/** An order to revoke links. Its fields are written to the audit trail. */
export interface RevocationOrder {
  readonly target: RevocationTarget;
  readonly reason: string;
  /** Identifies the order in the audit trail, where events of requests have the API's request id. */
  readonly requestId: string;
  /** The program that gave the order. */
  readonly tool: string;
  /** Who gave it: an ARN as STS states it, or `unknown`. */
  readonly operator: string;
}

/** A link that was revoked. */
export interface RevokedLink {
  readonly lease: LinkLease;
  /** False if the audit event could not be written. The next run will write it. */
  readonly isOnRecord: boolean;
}

/**
 * Revokes every live link of a target, one after the other, and records each revocation in the audit trail. The
 * revocation comes before its audit event: a failing audit trail must not keep any link alive. A failure (`unavailable`)
 * does not stop the loop; the first failure is yielded at the end. The next run writes the missing audit events.
 */
export async function* revokeLinks(
  dependencies: RevokeLinksDependencies,
  { target, ...order }: RevocationOrder,
): AsyncGenerator<Result<RevokedLink, Failure>> {
  const { links, now, newEventId } = dependencies;
  let firstFailure: Result<never, Failure> | undefined;
  for await (const linkHash of links.findCandidates(target, now())) {
    const revoked = linkHash.ok
      ? await links.revoke(linkHash.value, { at: now(), eventId: newEventId(), ...order })
      : linkHash;
    if (!revoked.ok) firstFailure ??= revoked;
    if (!revoked.ok || !revoked.value) continue;
    const recorded = await recordRevocation(dependencies, revoked.value);
    if (!recorded.ok) firstFailure ??= recorded;
    yield ok({ lease: revoked.value, isOnRecord: recorded.ok });
  }
  if (firstFailure) yield firstFailure;
}

const recordRevocation = async (
  { links, audit, now }: RevokeLinksDependencies,
  lease: LinkLease,
): Promise<Result<void, Failure>> => {
  if (!lease.revocation) return fail('internal_error', 'lease_not_revoked');
  const appended = await audit.append(linkRevoked(lease, lease.revocation));
  return appended.ok ? links.markRevocationRecorded(lease.linkHash, now()) : appended;
};
