import type { StoredItem } from '../../lambda/domain/audit/chain/stored-item.ts';
import { type AuditEvent, auditEvent } from '../../lambda/domain/audit/events/audit-event.ts';
import { supervisor } from './callers.ts';

let serial = 0;

/** A UUIDv7 of this time. Its last digits count up, so that all are different and reach all shards. */
const eventIdAt = (instantMs: number): string => {
  const time = instantMs.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${(++serial).toString(16).padStart(12, '0')}`;
};

/** An event of this time (ISO 8601) about a new recording. */
export const eventAt = (time: string, changes: Partial<AuditEvent> = {}): AuditEvent => {
  const occurredAt = new Date(time);
  const eventId = eventIdAt(occurredAt.getTime());
  return {
    ...auditEvent({
      event: 'link_issued',
      eventId,
      occurredAt,
      recordingSid: `RE${serial.toString(16).padStart(32, '0')}`,
      requestId: `request-${serial}`,
      caller: supervisor,
      client: { sourceIp: '192.0.2.7', userAgent: 'Mozilla/5.0' },
      decision: { allowed: true, policyIds: ['p1'], policySet: 'set-1', reason: 'role_permits' },
      delivery: 's3',
      object: { key: `recordings/${serial}` },
      linkExpiresAt: new Date(occurredAt.getTime() + 120_000),
    }),
    ...changes,
  };
};

/** The event as the table returns it. */
export const itemAt = (time: string, changes: Partial<AuditEvent> = {}): StoredItem =>
  JSON.parse(JSON.stringify(eventAt(time, changes)));

/** Reads a stream to its end. */
export const all = async <T>(stream: AsyncIterable<T>): Promise<T[]> => {
  const elements: T[] = [];
  for await (const element of stream) elements.push(element);
  return elements;
};
