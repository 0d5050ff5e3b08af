import type { LinkLease } from '../../../lambda/domain/media/lease/link-lease.ts';
import { linkRevoked } from '../../../lambda/domain/media/media-events.ts';
import type { LinkRevocation, RevocationTarget } from '../../../lambda/domain/media/ports.ts';
import type { AuditLog } from '../../../lambda/domain/playback/ports.ts';
import { type Failure, fail } from '../../../lambda/domain/shared/failure.ts';
import { ok, type Result } from '../../../lambda/domain/shared/result.ts';

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

/** A link that has ended by an order. */
export interface EndedLink {
  readonly lease: LinkLease;
  /** False: the trail could not be written; the next run will put it on record. */
  readonly isOnRecord: boolean;
}

/**
 * Ends every live link of a target, one after the other, and puts each on record. Ending comes first: a trail that
 * cannot be written must keep no link alive, neither this one nor the next. So a failure (`unavailable`) stops nothing;
 * the first one is given at the end. What could not be put on record is put there by the next run.
 */
export async function* revokeLinks(
  dependencies: RevokeLinksDependencies,
  { target, ...order }: RevocationOrder,
): AsyncGenerator<Result<EndedLink, Failure>> {
  const { links, now, newEventId } = dependencies;
  let firstFailure: Result<never, Failure> | undefined;
  for await (const linkHash of links.candidates(target, now())) {
    const ended = linkHash.ok
      ? await links.revoke(linkHash.value, { at: now(), eventId: newEventId(), ...order })
      : linkHash;
    if (!ended.ok) firstFailure ??= ended;
    if (!ended.ok || !ended.value) continue;
    const recorded = await putOnRecord(dependencies, ended.value);
    if (!recorded.ok) firstFailure ??= recorded;
    yield ok({ lease: ended.value, isOnRecord: recorded.ok });
  }
  if (firstFailure) yield firstFailure;
}

const putOnRecord = async (
  { links, audit, now }: RevokeLinksDependencies,
  lease: LinkLease,
): Promise<Result<void, Failure>> => {
  if (!lease.revocation) return fail('internal_error', 'lease_not_revoked');
  const appended = await audit.append(linkRevoked(lease, lease.revocation));
  return appended.ok ? links.markRevocationRecorded(lease.linkHash, now()) : appended;
};
