import type { LinkLease } from '../../lambda/domain/media/lease/link-lease.ts';
import { leaseEnd } from '../../lambda/domain/media/lease/link-lease.ts';
import type { LinkLeases, LinkRevocation, RevocationTarget } from '../../lambda/domain/media/ports.ts';
import { ok } from '../../lambda/domain/shared/result.ts';

const LOOK_BACK_MS = 86_400_000;

/** The table of links in memory: leases by link hash, with both ports that work on it. */
export interface MemoryLinks {
  readonly leases: LinkLeases;
  readonly revocation: LinkRevocation;
  /** The stored leases, for a test to read and to change. */
  readonly stored: Map<string, LinkLease>;
}

export const memoryLinks = (): MemoryLinks => {
  const stored = new Map<string, LinkLease>();
  const recordedRevocations = new Set<string>();
  /** Stores what `change` returns for a lease, if it returns a lease. Never stores a lease that is not there. */
  const update = (linkHash: string, change: (lease: LinkLease) => LinkLease | undefined): LinkLease | undefined => {
    const lease = stored.get(linkHash);
    const changed = lease && change(lease);
    if (changed) stored.set(linkHash, changed);
    return changed;
  };

  const leases: LinkLeases = {
    create: async lease => {
      stored.set(lease.linkHash, { ...lease, caller: auditedCaller(lease) });
      return ok(undefined);
    },
    find: async linkHash => ok(stored.get(linkHash)),
    open: async (linkHash, opening) => {
      update(linkHash, lease => (lease.opening || leaseEnd(lease, opening.at) ? undefined : { ...lease, opening }));
      return ok(stored.get(linkHash));
    },
    markOpeningRecorded: async (linkHash, openingRecordedAt) => {
      update(linkHash, lease => ({ ...lease, openingRecordedAt }));
      return ok(undefined);
    },
    noteIncident: async (linkHash, incident, room) => {
      update(linkHash, lease => {
        const { incidents = [] } = lease;
        if (incidents.length >= room || incidents.some(({ id }) => id === incident.id)) return undefined;
        return { ...lease, incidents: [...incidents, { ...incident, isRecorded: false }] };
      });
      return ok(stored.get(linkHash));
    },
    markIncidentRecorded: async (linkHash, incidentId) => {
      update(
        linkHash,
        ({ incidents, ...lease }) =>
          incidents && {
            ...lease,
            incidents: incidents.map(incident =>
              incident.id === incidentId ? { ...incident, isRecorded: true } : incident,
            ),
          },
      );
      return ok(undefined);
    },
  };

  const revocation: LinkRevocation = {
    findCandidates: async function* (target, at) {
      const found = [...stored.values()]
        .filter(lease => isMeant(lease, target) && lease.expiresAt.getTime() > at.getTime() - LOOK_BACK_MS)
        .sort((a, b) => b.expiresAt.getTime() - a.expiresAt.getTime());
      for (const { linkHash } of found) yield ok(linkHash);
    },
    revoke: async (linkHash, order) =>
      ok(
        update(linkHash, lease => {
          const hasExpired = leaseEnd(lease, order.at) === 'link_expired';
          return recordedRevocations.has(linkHash) || hasExpired
            ? undefined
            : { ...lease, revocation: lease.revocation ?? order };
        }),
      ),
    markRevocationRecorded: async linkHash => {
      if (stored.has(linkHash)) recordedRevocations.add(linkHash);
      return ok(undefined);
    },
  };
  return { leases, revocation, stored };
};

/** Returns the facts that the table has attributes for. */
const auditedCaller = ({ caller }: LinkLease): LinkLease['caller'] => {
  const { workerSid, identity, realmUserId, roles, tokenFingerprint } = caller;
  return { workerSid, identity, realmUserId, roles, tokenFingerprint };
};

const isMeant = (lease: LinkLease, target: RevocationTarget): boolean => {
  switch (target.by) {
    case 'event':
      return lease.eventId === target.eventId;
    case 'recording':
      return lease.recordingSid === target.recordingSid;
    case 'user':
      return lease.caller.workerSid === target.workerSid;
  }
};
