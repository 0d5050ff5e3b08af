import type { AuditLog } from '../../playback/ports.ts';
import { type Failure, fail } from '../../shared/failure.ts';
import { ok, type Result } from '../../shared/result.ts';
import { type MediaMoment, mediaOpened, mediaRefused } from '../media-events.ts';
import type { MediaRequest } from '../media-request.ts';
import type { LinkLeases } from '../ports.ts';
import type { LinkBinding } from './link-binding.ts';
import { type LinkLease, leaseRefusal } from './link-lease.ts';
import { linkHashOf } from './link-token.ts';

export interface RedeemLinkDependencies {
  readonly leases: LinkLeases;
  readonly audit: AuditLog;
  readonly binding: LinkBinding;
}

/**
 * Finds the lease that a request's token stands for and lets it serve this client: opens it on first use, and makes that
 * durable in the audit trail before anything else happens.
 * Fails with `forbidden` (no such link; or refused to this client, which is on record then) or `unavailable`.
 */
export const redeemLink = async (
  dependencies: RedeemLinkDependencies,
  request: MediaRequest,
  moment: MediaMoment,
): Promise<Result<LinkLease, Failure>> => {
  // A stranger's guess leaves no audit event: whoever has no link must not be able to fill the table.
  if (!request.token) return fail('forbidden', 'link_malformed');
  const linkHash = linkHashOf(request.token);
  const found = await dependencies.leases.find(linkHash);
  if (!found.ok) return found;

  const served = await serves(dependencies, found.value, moment);
  if (!served.ok || served.value.opening) return served;
  const opened = await dependencies.leases.open(linkHash, moment);
  // Someone else may have been first: what the lease says now decides, not what it said before.
  return opened.ok ? serves(dependencies, opened.value, moment) : opened;
};

/** Puts the opening on record unless it is already; ok means that bytes may leave. Fails with `unavailable`. */
export const recordOpening = async (audit: AuditLog, lease: LinkLease): Promise<Result<void, Failure>> => {
  if (lease.openingRecordedAt) return ok(undefined);
  if (!lease.opening) return fail('internal_error', 'lease_not_opened');
  return audit.append(mediaOpened(lease, lease.opening));
};

const serves = async (
  { audit, binding }: RedeemLinkDependencies,
  lease: LinkLease | undefined,
  moment: MediaMoment,
): Promise<Result<LinkLease, Failure>> => {
  if (!lease) return fail('forbidden', 'link_unknown');
  const refusal = leaseRefusal(lease, { client: moment.client, binding, now: moment.at });
  if (!refusal) return ok(lease);
  const recorded = await audit.append(mediaRefused(lease, refusal, moment));
  return recorded.ok ? fail('forbidden', refusal) : recorded;
};
