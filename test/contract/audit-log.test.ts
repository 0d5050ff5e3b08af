import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DynamoDbAuditLogOptions, dynamoDbAuditLog } from '../../lambda/adapters/dynamodb/dynamodb-audit-log.ts';
import type { AuditEvent } from '../../lambda/domain/audit/events/audit-event.ts';
import type { AuditLog } from '../../lambda/domain/audit/events/audit-log.ts';
import { memoryAuditLog } from '../fakes/memory-audit-log.ts';
import { linkIssued } from '../support/grant.ts';
import { type ScriptedTable, startScriptedTable } from '../support/scripted-table.ts';

let table: ScriptedTable;

beforeAll(async () => {
  table = await startScriptedTable({ table: 'audit', key: ['recording_sid', 'event_key'] });
});
afterAll(() => table.close());

const auditLog = (options: Partial<DynamoDbAuditLogOptions> = {}) =>
  dynamoDbAuditLog({ client: table.items(), table: 'audit', ...options });
const stored = (eventKey: string) => table.item({ recording_sid: linkIssued().recording_sid, event_key: eventKey });

let serial = 0;
/** An event that no other test has appended. */
const freshEvent = () => linkIssued({ event_key: `2026-11-24T02:34:14.123Z#event-${++serial}` });

/** An implementation of the port, and what it has stored under an event key. */
interface LogUnderTest {
  readonly log: AuditLog;
  readonly stored: (eventKey: string) => Promise<unknown>;
}
const memory = memoryAuditLog();
const IMPLEMENTATIONS: [string, () => LogUnderTest][] = [
  ['DynamoDB', () => ({ log: auditLog(), stored })],
  [
    'memory',
    () => ({ log: memory, stored: async eventKey => memory.events.find(({ event_key }) => event_key === eventKey) }),
  ],
];

describe.each(IMPLEMENTATIONS)('the audit log in %s', (_, make) => {
  test('has stored every attribute of the event when it returns ok', async () => {
    const { log, stored } = make();
    const event = freshEvent();
    expect(await log.append(event)).toEqual({ ok: true, value: undefined });
    expect(await stored(event.event_key)).toEqual(event);
  });

  test('returns ok for the same event again, and stores it once', async () => {
    const { log, stored } = make();
    const event = freshEvent();
    await log.append(event);
    expect(await log.append({ ...event })).toEqual({ ok: true, value: undefined });
    expect(await stored(event.event_key)).toEqual(event);
  });

  test.each<[string, Partial<AuditEvent> | { readonly schema_version: number }]>([
    ['another text', { worker_sid: `WK${'f'.repeat(32)}` }],
    ['another number', { schema_version: 2 }],
  ])('refuses an event with %s under an existing key, and keeps the stored event', async (_, changes) => {
    const { log, stored } = make();
    const event = freshEvent();
    await log.append(event);
    expect(await log.append({ ...event, ...changes } as AuditEvent)).toMatchObject({
      ok: false,
      error: { code: 'unavailable', reason: 'audit_key_taken' },
    });
    expect(await stored(event.event_key)).toEqual(event);
  });

  test('stores every one of many simultaneous events', async () => {
    const { log, stored } = make();
    const events = Array.from({ length: 50 }, freshEvent);
    const outcomes = await Promise.all(events.map(event => log.append(event)));
    expect(outcomes.every(outcome => outcome.ok)).toBe(true);
    expect(await Promise.all(events.map(event => stored(event.event_key)))).toEqual(events);
  });
});

describe('the audit log in DynamoDB', () => {
  test('stores when the retention ends, counted from the time of the event', async () => {
    const event = freshEvent();
    await auditLog({ retentionDays: 365 }).append(event);
    const endsAt = Math.ceil(Date.parse('2026-11-24T02:34:14.123Z') / 1000) + 365 * 86_400;
    expect(await stored(event.event_key)).toEqual({ ...event, retained_until: endsAt });
  });

  test('returns ok when the answer to its first attempt was lost', async () => {
    const event = freshEvent();
    table.server.loseNextAnswer('PutItem');
    expect(await auditLog().append(event)).toEqual({ ok: true, value: undefined });
    expect(await stored(event.event_key)).toEqual(event);
  });

  test.each([
    ['throttling', 400, 'ProvisionedThroughputExceededException', 'audit_throttled'],
    ['an outage', 500, 'InternalServerError', 'audit_failed'],
    ['a refused permission', 400, 'AccessDeniedException', 'audit_access_denied'],
    ['a missing table', 400, 'ResourceNotFoundException', 'audit_not_found'],
    ['an expired session', 400, 'ExpiredTokenException', 'audit_credentials_rejected'],
  ])('fails with unavailable after %s, and has stored nothing', async (_, status, error, reason) => {
    const event = freshEvent();
    table.server.failNext('PutItem', { status, error }, 2);
    const appended = await auditLog().append(event);
    table.server.clear();
    expect(appended).toMatchObject({ ok: false, error: { code: 'unavailable', reason } });
    expect(await stored(event.event_key)).toBeUndefined();
  });

  test('fails with unavailable when the table does not answer in time', async () => {
    table.server.hangNext('PutItem', 2);
    const appended = await auditLog({ client: table.items(200) }).append(freshEvent());
    table.server.clear();
    expect(appended).toMatchObject({ ok: false, error: { code: 'unavailable', reason: 'audit_timeout' } });
  });
});
