import type { AuditLog } from '../../audit/events/audit-log.ts';
import type { Failure, Unrecorded } from '../../shared/failure.ts';
import { ok, type Result } from '../../shared/result.ts';
import { type MediaMoment, mediaIncident } from '../media-events.ts';
import type { LinkLeases } from '../ports.ts';
import { clientFingerprint, type LinkBinding } from './link-binding.ts';
import type { LeaseIncident, LinkLease } from './link-lease.ts';

export interface RecordIncidentDependencies {
  readonly leases: LinkLeases;
  readonly audit: AuditLog;
  readonly binding: LinkBinding;
}

export type Incident = Pick<LeaseIncident, 'event' | 'reason'>;

/**
 * Appends an incident to the audit trail when a client causes it on a lease for the first time. A person with a link, live
 * or not, must not be able to fill the audit trail. A conditional write first stores the incident in the lease; the audit
 * event is then built from the stored incident. If a request fails in between, the next one appends the event, and
 * concurrent requests append only one event.
 * Returns undefined if the incident got its own event, otherwise the reason why not. Fails with `unavailable`.
 */
export const recordIncident = async (
  { leases, audit, binding }: RecordIncidentDependencies,
  lease: LinkLease,
  incident: Incident,
  moment: MediaMoment,
): Promise<Result<Unrecorded | undefined, Failure>> => {
  const first = { ...moment, ...incident, id: incidentId(incident, moment, binding), isRecorded: false };
  const noted = await storeIncident(leases, lease, first);
  if (!noted.ok) return noted;
  if (!noted.value) return ok('too_many_clients');
  if (noted.value.isRecorded) return ok('known_client');
  const appended = await audit.append(mediaIncident(lease, noted.value));
  if (!appended.ok) return appended;
  // If this write fails, the next request only appends the same event again.
  await leases.markIncidentRecorded(lease.linkHash, first.id);
  return ok(noted.value.eventId === first.eventId ? undefined : 'known_client');
};

/** Returns an id that is equal for the same event, reason and client; the binding decides what the same client is. */
const incidentId = ({ event, reason }: Incident, { client }: MediaMoment, binding: LinkBinding): string =>
  `${event}#${reason}#${clientFingerprint(client, binding).toString('base64url')}`;

/** Returns the incident as stored in the lease, and stores it if necessary; undefined if the lease has no room for it. */
const storeIncident = async (
  leases: LinkLeases,
  lease: LinkLease,
  first: LeaseIncident,
): Promise<Result<LeaseIncident | undefined, Failure>> => {
  const find = ({ incidents = [] }: LinkLease) => incidents.find(({ id }) => id === first.id);
  const known = find(lease);
  const room = roomFor(first);
  // A conditional write that fails costs as much as one that succeeds.
  if (known || (lease.incidents?.length ?? 0) >= room) return ok(known);
  const current = await leases.noteIncident(lease.linkHash, first, room);
  if (!current.ok) return current;
  // The lease was deleted after it was read. This happens once per lease, so the event is appended without a stored incident.
  return ok(current.value ? find(current.value) : first);
};

/**
 * Returns the number of stored incidents at which no more of this kind are stored. A person can change address and user
 * agent at will, so incidents of other clients are limited to ten. This leaves room for failures of the link's own client,
 * which have fewer reasons than there is room, and for the first ten clients after the link has ended.
 */
const roomFor = ({ event, reason }: Incident): number => {
  if (event !== 'media_refused') return 20;
  return reason === 'other_client' ? 10 : 30;
};
