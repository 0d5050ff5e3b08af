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
 * Puts an incident on record, the first time that this client meets it on this lease: whoever holds a link, live or dead,
 * must not be able to fill the audit trail with it. The incident is written into the lease by a conditional write before
 * its audit event is appended, and is built from there: a request that dies in between leaves it to the next one, and any
 * number of requests at once append one event.
 * Gives why it got no event of its own, or undefined if it did. Fails with `unavailable`.
 */
export const recordIncident = async (
  { leases, audit, binding }: RecordIncidentDependencies,
  lease: LinkLease,
  incident: Incident,
  moment: MediaMoment,
): Promise<Result<Unrecorded | undefined, Failure>> => {
  const first = { ...moment, ...incident, id: incidentId(incident, moment, binding), isRecorded: false };
  const noted = await notedIncident(leases, lease, first);
  if (!noted.ok) return noted;
  if (!noted.value) return ok('too_many_clients');
  if (noted.value.isRecorded) return ok('known_client');
  const appended = await audit.append(mediaIncident(lease, noted.value));
  if (!appended.ok) return appended;
  // Not being able to mark it only means that the next request puts the same event again.
  await leases.markIncidentRecorded(lease.linkHash, first.id);
  return ok(noted.value.eventId === first.eventId ? undefined : 'known_client');
};

/** The same for the same event, reason and client; the client is what the link is bound to. */
const incidentId = ({ event, reason }: Incident, { client }: MediaMoment, binding: LinkBinding): string =>
  `${event}#${reason}#${clientFingerprint(client, binding).toString('base64url')}`;

/** The incident as the lease holds it, written there now if need be; undefined when the lease has no room for it. */
const notedIncident = async (
  leases: LinkLeases,
  lease: LinkLease,
  first: LeaseIncident,
): Promise<Result<LeaseIncident | undefined, Failure>> => {
  const find = ({ incidents = [] }: LinkLease) => incidents.find(({ id }) => id === first.id);
  const known = find(lease);
  const room = roomFor(first);
  // A write that its condition stops costs as much as one that happens.
  if (known || (lease.incidents?.length ?? 0) >= room) return ok(known);
  const current = await leases.noteIncident(lease.linkHash, first, room);
  if (!current.ok) return current;
  // Gone since it was read, which happens to a lease once: nothing remembers the incident but the trail.
  return ok(current.value ? find(current.value) : first);
};

/**
 * How many incidents a lease may hold for one more of this kind to be noted. Addresses and user agents can be changed at
 * will, so that other clients are counted; they leave room for what comes later: failures of its own client, which have
 * fewer reasons than there is room, and the first ten clients who come once the link has ended.
 */
const roomFor = ({ event, reason }: Incident): number => {
  if (event !== 'media_refused') return 20;
  return reason === 'other_client' ? 10 : 30;
};
