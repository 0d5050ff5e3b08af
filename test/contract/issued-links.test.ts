import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dynamoDbAuditTrail } from '../../lambda/adapters/dynamodb/dynamodb-audit-trail.ts';
import { dynamoDbIssuedLinks } from '../../lambda/adapters/dynamodb/dynamodb-issued-links.ts';
import type { AuditEvent } from '../../lambda/domain/audit/events/audit-event.ts';
import type { IssuedLink, IssuedLinks } from '../../lambda/domain/listening/ports.ts';
import type { RecordingSid } from '../../lambda/domain/shared/recording-sid.ts';
import { memoryIssuedLinks } from '../fakes/memory-issued-links.ts';
import { itemAt } from '../support/audit-events.ts';
import { type AuditTable, startAuditTable } from '../support/audit-table.ts';
import { supervisor } from '../support/callers.ts';

let table: AuditTable;
beforeAll(async () => {
  table = await startAuditTable();
});
afterAll(() => table.close());

const { tokenExpiresAtMs: _, ...caller } = supervisor;
const memory = memoryIssuedLinks();

/** An implementation of the port, and how the trail that it works on gets an event of a link. */
interface LinksUnderTest {
  readonly links: () => IssuedLinks;
  readonly store: (item: AuditEvent) => Promise<void>;
}

const storeInMemory = (item: AuditEvent): void => {
  const id = item.event === 'link_issued' ? item.event_id : item.link_event_id;
  const name = `${item.recording_sid} ${id}`;
  const known = memory.links.get(name);
  if (item.event === 'media_fetched' && known) {
    memory.links.set(name, { ...known, fetchEventIds: [...known.fetchEventIds, item.event_id] });
  }
  if (item.event !== 'link_issued' || item.delivery !== 's3') return;
  memory.links.set(name, linkOf(item));
};
const linkOf = (item: AuditEvent, fetchEventIds: readonly string[] = []): IssuedLink => ({
  caller,
  decision: { allowed: true, policyIds: ['p1'], policySet: 'set-1', reason: 'role_permits' },
  sourceIp: '192.0.2.7',
  object: { key: item.object_key ?? '' },
  expiresAt: new Date(item.link_expires_at ?? ''),
  ...(item.recording_seconds && {
    timeline: { offsetBytes: 44, bytesPerSecond: 16_000, seconds: item.recording_seconds },
  }),
  fetchEventIds,
});

describe.each<[string, LinksUnderTest]>([
  [
    'DynamoDB',
    {
      links: () => dynamoDbIssuedLinks(dynamoDbAuditTrail({ client: table.client, table: table.table })),
      store: item => table.put({ ...item }),
    },
  ],
  ['memory', { links: () => memory, store: async item => storeInMemory(item) }],
])('the links of S3 in %s', (_name, { links, store }) => {
  const find = (item: AuditEvent, auditId = item.event_id) => links().find(item.recording_sid as RecordingSid, auditId);
  const itemOf = (time: string, changes: Partial<AuditEvent> = {}) => itemAt(time, changes) as unknown as AuditEvent;

  test('are found by recording and audit id, with the fetches that are on record', async () => {
    const issued = itemOf('2026-11-24T10:00:00.000Z');
    await store(issued);
    expect(await find(issued)).toEqual({ ok: true, value: linkOf(issued) });
    const about = { recording_sid: issued.recording_sid, link_event_id: issued.event_id };
    const fetches = ['11', '13'].map(hour =>
      itemOf(`2026-11-24T${hour}:00:00.000Z`, { ...about, event: 'media_fetched' }),
    );
    for (const fetched of fetches) await store(fetched);
    expect(await find(issued)).toEqual({
      ok: true,
      value: linkOf(
        issued,
        fetches.map(({ event_id }) => event_id),
      ),
    });
  });

  test('have the timeline of the recording if their event names its length', async () => {
    const length = { recording_seconds: 4, audio_offset_bytes: 44, object_bytes: 64_044 };
    const issued = itemOf('2026-11-24T10:00:00.000Z', length);
    await store(issued);
    expect(await find(issued)).toEqual({ ok: true, value: linkOf(issued) });
  });

  test('are not found under another id, another recording, or the id of another event', async () => {
    const issued = itemOf('2026-11-24T10:00:00.000Z');
    const other = itemOf('2026-11-24T10:00:01.000Z');
    const denied = itemOf('2026-11-24T10:00:02.000Z', { event: 'denied', recording_sid: issued.recording_sid });
    const streamed = itemOf('2026-11-24T10:00:03.000Z', { delivery: 'stream', recording_sid: issued.recording_sid });
    for (const item of [issued, other, denied, streamed]) await store(item);
    const nothing = { ok: true, value: undefined };
    expect(await find(issued, other.event_id)).toEqual(nothing);
    expect(await find(issued, denied.event_id)).toEqual(nothing);
    expect(await find(issued, streamed.event_id)).toEqual(nothing);
    expect(await find(issued, issued.event_id.replace(/.{4}$/, 'ffff'))).toEqual(nothing);
    expect(await find(issued, 'ffffffff-ffff-7fff-8fff-ffffffffffff')).toEqual(nothing);
    expect(await find(issued, '00000000-0000-7000-8000-000000000000')).toEqual(nothing);
  });
});

test('a table that continues to throttle is unavailable', async () => {
  const throttle = { status: 400, error: 'ProvisionedThroughputExceededException' };
  table.server.failNext('Query', throttle, 100);
  const links = dynamoDbIssuedLinks(dynamoDbAuditTrail({ client: table.client, table: table.table }));
  expect(await links.find(`RE${'1'.repeat(32)}` as RecordingSid, '019ab4c5-6d7e-7f80-9a1b-2c3d4e5f6071')).toMatchObject(
    {
      ok: false,
      error: { code: 'unavailable', reason: 'audit_throttled' },
    },
  );
  table.server.clear();
});
