import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DynamoDbAuditLogOptions, dynamoDbAuditLog } from '../../lambda/adapters/dynamodb/dynamodb-audit-log.ts';
import type { AuditEvent } from '../../lambda/domain/audit/events/audit-event.ts';
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

describe('the audit log', () => {
  test('has made the event durable, attribute by attribute, when it says so', async () => {
    const event = freshEvent();
    expect(await auditLog().append(event)).toEqual({ ok: true, value: undefined });
    expect(await stored(event.event_key)).toEqual(event);
  });

  test('lets an item end with its retention, counted from the event', async () => {
    const event = freshEvent();
    await auditLog({ retentionDays: 365 }).append(event);
    const endsAt = Math.ceil(Date.parse('2026-11-24T02:34:14.123Z') / 1000) + 365 * 86_400;
    expect(await stored(event.event_key)).toEqual({ ...event, retained_until: endsAt });
  });

  test('never changes an item that is there', async () => {
    const event = freshEvent();
    const log = auditLog();
    await log.append(event);
    expect(await log.append({ ...event, worker_sid: `WK${'f'.repeat(32)}` })).toMatchObject({
      ok: false,
      error: { code: 'unavailable', reason: 'audit_key_taken' },
    });
    expect(await stored(event.event_key)).toEqual(event);
  });

  test('is content with the item of its first attempt when the answer to it was lost', async () => {
    const event = freshEvent();
    table.server.loseNextAnswer('PutItem');
    expect(await auditLog().append(event)).toEqual({ ok: true, value: undefined });
    expect(await stored(event.event_key)).toEqual(event);
  });

  test.each([
    ['another text', { worker_sid: `WK${'f'.repeat(32)}` }],
    ['another number', { schema_version: 2 }],
  ])('takes an item with %s under its key for somebody else’s', async (_, changes) => {
    const event = freshEvent();
    await auditLog().append({ ...event, ...changes } as AuditEvent);
    expect(await auditLog().append(event)).toMatchObject({ error: { reason: 'audit_key_taken' } });
    expect(await stored(event.event_key)).toEqual({ ...event, ...changes });
  });

  test.each([
    ['throttling', 400, 'ProvisionedThroughputExceededException', 'audit_throttled'],
    ['an outage', 500, 'InternalServerError', 'audit_failed'],
    ['a refused permission', 400, 'AccessDeniedException', 'audit_access_denied'],
    ['a missing table', 400, 'ResourceNotFoundException', 'audit_not_found'],
    ['an expired session', 400, 'ExpiredTokenException', 'audit_credentials_rejected'],
  ])('is unavailable on %s, and has stored nothing', async (_, status, error, reason) => {
    const event = freshEvent();
    table.server.failNext('PutItem', { status, error }, 2);
    const appended = await auditLog().append(event);
    table.server.clear();
    expect(appended).toMatchObject({ ok: false, error: { code: 'unavailable', reason } });
    expect(await stored(event.event_key)).toBeUndefined();
  });

  test('is unavailable when the table does not answer in time', async () => {
    table.server.hangNext('PutItem', 2);
    // Gives up soon, for the table never answers.
    const appended = await auditLog({ client: table.items(200) }).append(freshEvent());
    table.server.clear();
    expect(appended).toMatchObject({ ok: false, error: { code: 'unavailable', reason: 'audit_timeout' } });
  });

  test('keeps every event of many at once', async () => {
    const events = Array.from({ length: 50 }, freshEvent);
    const log = auditLog();
    const outcomes = await Promise.all(events.map(event => log.append(event)));
    expect(outcomes.every(outcome => outcome.ok)).toBe(true);
    const { Items = [] } = await table.client.send(new ScanCommand({ TableName: 'audit', ConsistentRead: true }));
    const keys = new Set(Items.map(item => item['event_key']?.S));
    expect(events.every(event => keys.has(event.event_key))).toBe(true);
  });
});
