import { v7 as uuidV7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import { type AuditFacts, auditEvent } from '../../../../../../lambda/domain/audit/events/audit-event.ts';
import { supervisor } from '../../../../../support/callers.ts';

const FACTS: AuditFacts = {
  event: 'link_issued',
  eventId: '0199b2a4-7c3e-7d11-8a55-0123456789ad',
  occurredAt: new Date('2026-11-24T02:34:14.123Z'),
  recordingSid: `RE${'3d'.repeat(16)}`,
  requestId: 'gateway-request-1',
  caller: supervisor,
  client: { sourceIp: '203.0.113.7', userAgent: 'Mozilla/5.0' },
  decision: { allowed: true, policyIds: ['supervisors'], policySet: 'set-1', reason: 'role_permits' },
  delivery: 's3',
  object: { key: 'AC1/RE1', versionId: 'v1' },
  linkExpiresAt: new Date('2026-11-24T02:36:44.123Z'),
};

describe('an audit event', () => {
  test('has exactly the documented attributes', () => {
    expect(auditEvent(FACTS)).toStrictEqual({
      recording_sid: FACTS.recordingSid,
      event_key: '2026-11-24T02:34:14.123Z#0199b2a4-7c3e-7d11-8a55-0123456789ad',
      day_shard: '2026-11-24#5',
      event: 'link_issued',
      event_id: '0199b2a4-7c3e-7d11-8a55-0123456789ad',
      occurred_at: '2026-11-24T02:34:14.123Z',
      worker_sid: supervisor.workerSid,
      identity: 'sam_40example_2Dcom',
      realm_user_id: 'sam@example.com',
      roles: ['supervisor'],
      policy_ids: ['supervisors'],
      policy_set: 'set-1',
      reason: 'role_permits',
      delivery: 's3',
      object_key: 'AC1/RE1',
      object_version: 'v1',
      link_expires_at: '2026-11-24T02:36:44.123Z',
      source_ip: '203.0.113.7',
      user_agent: 'Mozilla/5.0',
      request_id: 'gateway-request-1',
      token_fingerprint: '0123456789abcdef',
      schema_version: 1,
    });
  });

  test('has no attribute for a fact that is absent', () => {
    const { delivery: _, object: __, linkExpiresAt: ___, ...bare } = FACTS;
    const attributes = Object.keys(auditEvent({ ...bare, event: 'denied' }));
    for (const absent of ['delivery', 'object_key', 'object_version', 'link_expires_at']) {
      expect(attributes).not.toContain(absent);
    }
    expect(Object.keys(auditEvent({ ...bare, object: { key: 'k' } }))).not.toContain('object_version');
  });

  test("has the decision's reason unless a more specific one is given", () => {
    expect(auditEvent({ ...FACTS, reason: 'recording_archived' }).reason).toBe('recording_archived');
  });

  test('contains at most a limited length of the user agent', () => {
    const client = { sourceIp: '203.0.113.7', userAgent: 'x'.repeat(10_000) };
    expect(auditEvent({ ...FACTS, client }).user_agent).toBe('x'.repeat(256));
  });

  test('has a key that sorts by time and is unique within a millisecond', () => {
    const earlier = auditEvent({ ...FACTS, occurredAt: new Date('2026-11-24T02:34:14.122Z') });
    const twin = auditEvent({ ...FACTS, eventId: '0199b2a4-7c3e-7d11-8a55-0123456789ae' });
    const keys = [twin, auditEvent(FACTS), earlier].map(event => event.event_key).toSorted();
    expect(keys).toEqual([earlier.event_key, auditEvent(FACTS).event_key, twin.event_key]);
  });
});

test('an audit event of a user without a name has no name: DynamoDB refuses an empty key of an index', () => {
  const event = auditEvent({ ...FACTS, caller: { ...supervisor, realmUserId: '' } });
  expect(event).not.toHaveProperty('realm_user_id');
  expect(event).toMatchObject({ identity: supervisor.identity, worker_sid: supervisor.workerSid });
});

describe('the shards of a day', () => {
  test('are the eight of the UTC day', () => {
    const shards = Array.from({ length: 16 }, (_, digit) => {
      const eventId = `0199b2a4-7c3e-7d11-8a55-01234567890${digit.toString(16)}`;
      return auditEvent({ ...FACTS, eventId, occurredAt: new Date('2026-11-24T23:59:59.999Z') }).day_shard;
    });
    expect([...new Set(shards)].toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6, 7].map(shard => `2026-11-24#${shard}`));
  });

  test('get equal numbers of events, also within one millisecond', () => {
    const counts = new Map<string, number>();
    const msecs = FACTS.occurredAt.getTime();
    for (let index = 0; index < 8_000; index += 1) {
      const { day_shard } = auditEvent({ ...FACTS, eventId: uuidV7({ msecs }) });
      counts.set(day_shard, (counts.get(day_shard) ?? 0) + 1);
    }
    // The expected number is 1,000 with a standard deviation of 30. Chance exceeds seven deviations once in 10^11 runs.
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(210);
    expect(counts.size).toBe(8);
  });
});
