import { dynamoDbLinkLeases } from '../../lambda/adapters/dynamodb/leases/dynamodb-link-leases.ts';
import type { LeaseOpening, LinkLease } from '../../lambda/domain/media/lease/link-lease.ts';
import { linkHashOf, parseLinkToken } from '../../lambda/domain/media/lease/link-token.ts';
import type { LinkLeases } from '../../lambda/domain/media/ports.ts';
import { leaseLinkIssuer } from '../../lambda/domain/playback/lease-link-issuer.ts';
import type { Grant } from '../../lambda/domain/playback/link.ts';
import { grant } from './grant.ts';
import { type ScriptedTable, startScriptedTable } from './scripted-table.ts';

/** A table with the keys and indexes of MediaLinks, on loopback. */
export interface LinksTable extends Pick<ScriptedTable, 'server' | 'client' | 'table' | 'close'> {
  readonly leases: LinkLeases;
  /** Stores a lease as the url-provider makes it; until `EXPIRES_AT` unless changed. */
  issue(changes?: Partial<Grant>): Promise<{ readonly linkHash: string; readonly url: string }>;
  /** The lease as it is now. */
  found(linkHash: string): Promise<LinkLease | undefined>;
  /** The lease's item as it is stored. */
  stored(linkHash: string): Promise<Record<string, unknown> | undefined>;
}

export const startLinksTable = async (): Promise<LinksTable> => {
  const scripted = await startScriptedTable({
    table: 'links',
    key: ['link_hash'],
    indexes: {
      'by-event': ['event_id', 'expires_at'],
      'by-recording': ['recording_sid', 'expires_at'],
      'by-user': ['worker_sid', 'expires_at'],
    },
    numbers: ['expires_at'],
  });
  const leases = dynamoDbLinkLeases(scripted.items(), scripted.table);
  return {
    ...scripted,
    leases,
    issue: async changes => {
      const prepared = await leaseLinkIssuer(leases, 'https://media.example/v1/media').prepare(grant(changes));
      if (!prepared.ok) throw new Error(prepared.error.reason);
      const activated = await prepared.value.activate();
      if (!activated.ok) throw new Error(activated.error.reason);
      const { url } = prepared.value;
      const token = parseLinkToken(url.split('/').at(-1) ?? '');
      if (!token) throw new Error('the link has no token');
      return { linkHash: linkHashOf(token), url };
    },
    found: async linkHash => {
      const lease = await leases.find(linkHash);
      if (!lease.ok) throw new Error(lease.error.reason);
      return lease.value;
    },
    stored: linkHash => scripted.item({ link_hash: linkHash }),
  };
};

/** When an issued lease ends by itself: the whole second. */
export const EXPIRES_AT = new Date('2026-11-24T02:36:14.000Z');

export const secondsAfterIssue = (seconds: number): Date => new Date(grant().issuedAt.getTime() + seconds * 1000);

/** The first use of a lease by a client of that name. */
export const openingBy = (client: string, at = secondsAfterIssue(1)): LeaseOpening => ({
  client: { sourceIp: '192.0.2.7', userAgent: client },
  at,
  eventId: `opening of ${client}`,
  requestId: `request of ${client}`,
});
