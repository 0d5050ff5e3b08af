import { dynamoDbLinkRevocation } from '../../bin/audit/revoke/dynamodb-link-revocation.ts';
import { dynamoDbLinkLeases } from '../../lambda/adapters/dynamodb/leases/dynamodb-link-leases.ts';
import type {
  LeaseIncident,
  LeaseOpening,
  LeaseRevocation,
  LinkLease,
} from '../../lambda/domain/media/lease/link-lease.ts';
import { linkHashOf, parseLinkToken } from '../../lambda/domain/media/lease/link-token.ts';
import type { LinkLeases, LinkRevocation } from '../../lambda/domain/media/ports.ts';
import { leaseLinkIssuer } from '../../lambda/domain/playback/lease-link-issuer.ts';
import type { Grant } from '../../lambda/domain/playback/link/link.ts';
import { COVERAGE_TABLE } from './coverage-table.ts';
import { grant } from './grant.ts';
import { createTable, type ScriptedTable, startScriptedTable } from './scripted-table.ts';

/** An implementation of the ports that work on links. */
export interface Links {
  readonly leases: LinkLeases;
  readonly revocation: LinkRevocation;
  /** Stores a lease as the url-provider does; it expires at `EXPIRES_AT` unless changed. */
  issue(changes?: Partial<Grant>): Promise<{ readonly linkHash: string; readonly url: string }>;
  /** Returns the current lease. */
  found(linkHash: string): Promise<LinkLease | undefined>;
}

/** A table on loopback with the keys and indexes of MediaLinks. */
export interface LinksTable extends Links, Pick<ScriptedTable, 'server' | 'client' | 'table' | 'close'> {
  /** Returns the lease's item as it is stored. */
  stored(linkHash: string): Promise<Record<string, unknown> | undefined>;
}

export const linksOn = (ports: Pick<Links, 'leases' | 'revocation'>): Links => ({
  ...ports,
  issue: async changes => {
    const prepared = await leaseLinkIssuer(ports.leases, 'https://media.example/v1/media').prepare(grant(changes));
    if (!prepared.ok) throw new Error(prepared.error.reason);
    const activated = await prepared.value.activate();
    if (!activated.ok) throw new Error(activated.error.reason);
    const url = prepared.value.url();
    const token = parseLinkToken(url.split('/').at(-1) ?? '');
    if (!token) throw new Error('the link has no token');
    return { linkHash: linkHashOf(token), url };
  },
  found: async linkHash => {
    const lease = await ports.leases.find(linkHash);
    if (!lease.ok) throw new Error(lease.error.reason);
    return lease.value;
  },
});

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
  await createTable(scripted.server, scripted.client, COVERAGE_TABLE);
  return {
    ...scripted,
    ...linksOn({
      leases: dynamoDbLinkLeases(scripted.items(), scripted.table),
      revocation: dynamoDbLinkRevocation(scripted.client, { links: scripted.table, coverage: COVERAGE_TABLE.table }),
    }),
    stored: linkHash => scripted.item({ link_hash: linkHash }),
  };
};

/** The expiry of an issued lease, a whole second. */
export const EXPIRES_AT = new Date('2026-11-24T02:36:14.000Z');

export const secondsAfterIssue = (seconds: number): Date => new Date(grant().issuedAt.getTime() + seconds * 1000);

/** The first use of a lease by a client of that name. */
export const openingBy = (client: string, at = secondsAfterIssue(1)): LeaseOpening => ({
  client: { sourceIp: '192.0.2.7', userAgent: client },
  at,
  eventId: `opening of ${client}`,
  requestId: `request of ${client}`,
});

/** An incident of a client of that name. */
export const incidentOf = (client: string): LeaseIncident => ({
  ...openingBy(client),
  id: `media_refused#other_client#${client}`,
  event: 'media_refused',
  reason: 'other_client',
  isRecorded: false,
});

/** An order to revoke a link, by an operator of that name. */
export const revocationBy = (operator: string, at = secondsAfterIssue(1)): LeaseRevocation => ({
  at,
  eventId: `event of ${operator}`,
  requestId: `request of ${operator}`,
  reason: `reason of ${operator}`,
  tool: 'audit revoke',
});
