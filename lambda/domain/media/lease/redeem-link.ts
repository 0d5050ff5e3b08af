import type { AuditLog } from '../../audit/events/audit-log.ts';
import { type Failure, fail } from '../../shared/failure.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import { type MediaMoment, mediaOpened } from '../media-events.ts';
import type { MediaRequest } from '../media-request.ts';
import { type LinkLease, leaseRefusal } from './link-lease.ts';
import { linkHashOf } from './link-token.ts';
import { type RecordIncidentDependencies, recordIncident } from './record-incident.ts';

/**
 * Returns the lease of a request's token if it is valid for this client, and opens it on first use. The opening is then
 * stored in the lease, not yet in the audit trail: call `recordOpening` before any byte leaves.
 * Fails with `forbidden` (no such link, or refused to this client: then the refusal was recorded or counted) or
 * `unavailable`.
 */
export const redeemLink = async (
  dependencies: RecordIncidentDependencies,
  request: MediaRequest,
  moment: MediaMoment,
): Promise<Result<LinkLease, Failure>> => {
  // A guessed token leaves no audit event: a person without a link must not be able to fill the table.
  if (!request.token) return fail('forbidden', 'link_malformed');
  const linkHash = linkHashOf(request.token);
  const found = await dependencies.leases.find(linkHash);
  if (!found.ok) return found;

  const served = await checkLeaseAndRecord(dependencies, found.value, moment);
  if (!served.ok || served.value.opening) return served;
  const opened = await dependencies.leases.open(linkHash, moment);
  // Another client may have opened it first, so the new state of the lease decides.
  return opened.ok ? checkLeaseAndRecord(dependencies, opened.value, moment) : opened;
};

/**
 * Appends the opening to the audit trail unless it is there already. Ok means that it is durable and that bytes may leave.
 * Fails with `unavailable`, or `internal_error` for a lease without an opening.
 */
export const recordOpening = async (audit: AuditLog, lease: LinkLease): Promise<Result<void, Failure>> => {
  if (lease.openingRecordedAt) return ok(undefined);
  if (!lease.opening) return fail('internal_error', 'lease_not_opened');
  return audit.append(mediaOpened(lease, lease.opening));
};

/** Returns the lease if it is valid for this client now. Otherwise records the refusal and fails with `forbidden`. */
const checkLeaseAndRecord = async (
  dependencies: RecordIncidentDependencies,
  lease: LinkLease | undefined,
  moment: MediaMoment,
): Promise<Result<LinkLease, Failure>> => {
  if (!lease) return fail('forbidden', 'link_unknown');
  const { binding } = dependencies;
  const refusal = leaseRefusal(lease, { client: moment.client, binding, now: moment.at });
  if (!refusal) return ok(lease);
  const recorded = await recordIncident(dependencies, lease, { event: 'media_refused', reason: refusal }, moment);
  if (!recorded.ok) return recorded;
  return err({ code: 'forbidden', reason: refusal, ...(recorded.value && { unrecorded: recorded.value }) });
};
