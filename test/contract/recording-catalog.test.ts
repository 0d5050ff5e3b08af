import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CatalogUpdate } from '../../lambda/domain/catalog/catalog-update.ts';
import { ACCOUNT, callOf, newSid, storyOf, taskOf, worker } from '../support/catalog-story.ts';
import { type CatalogTable, startCatalogTable } from '../support/catalog-table.ts';

let table: CatalogTable;
beforeAll(async () => {
  table = await startCatalogTable();
});
afterAll(() => table.close());

describe('the recording catalog', () => {
  test('returns all facts of the messages', async () => {
    const sid = newSid();
    for (const update of storyOf(sid)) await table.writer.apply(update);
    expect(await table.catalog.find(sid)).toEqual({
      ok: true,
      value: {
        recordingSid: sid,
        accountSid: ACCOUNT,
        callSid: callOf(sid),
        channels: 2,
        startedAt: new Date('2026-11-24T02:50:00Z'),
        status: 'completed',
        durationSeconds: 13,
        encryption: { publicKeySid: 'CR1', encryptedCek: 'a', iv: 'b' },
        encryptionRaw: ['null', '{"iv":'],
        taskSid: taskOf(sid),
        agentWorkerSid: worker('c'),
        queue: 'Billing',
      },
    });
  });

  test('returns undefined for a recording without an entry', async () => {
    expect(await table.catalog.find(newSid())).toEqual({ ok: true, value: undefined });
  });

  test.each([
    { restricted: 'true' },
    { held: 'true' },
    { duration_seconds: '13' },
    { started_at: 'yesterday' },
    { tags: 'complaint' },
    { encryption: { iv: 'b' } },
    { encryption_raw: '{' },
    { task_reports: 'somebody' },
    { task_reports: new Set(['somebody']) },
  ])('fails with forbidden for an item with an unreadable attribute: %j', async fact => {
    const sid = newSid();
    await table.put({ recording_sid: sid, ...fact });
    expect(await table.catalog.find(sid)).toMatchObject({
      error: { code: 'forbidden', reason: `catalog_item_malformed_${Object.keys(fact)[0]}` },
    });
  });

  test.each(['GetItem', 'UpdateItem'])('fails with unavailable when DynamoDB throttles %s', async operation => {
    await fetch(`${table.endpoint.url}/__faults`, {
      method: 'POST',
      body: JSON.stringify({ service: 'dynamodb', operation, fault: 'throttle', count: 50 }),
    });
    const sid = newSid();
    const outcome =
      operation === 'GetItem'
        ? await table.catalog.find(sid)
        : await table.writer.apply(storyOf(sid)[0] as CatalogUpdate);
    await fetch(`${table.endpoint.url}/__faults`, { method: 'DELETE' });
    expect(outcome).toMatchObject({ error: { code: 'unavailable', reason: 'catalog_throttled' } });
  });
});
