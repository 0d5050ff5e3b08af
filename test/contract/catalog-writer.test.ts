import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CatalogUpdate } from '../../lambda/domain/catalog/catalog-update.ts';
import { ACCOUNT, callback, newSid, outcomeOf, resource, storyOf, worker } from '../support/catalog-story.ts';
import { type CatalogTable, startCatalogTable } from '../support/catalog-table.ts';

let table: CatalogTable;
beforeAll(async () => {
  table = await startCatalogTable();
});
afterAll(() => table.close());

describe('the catalog writer', () => {
  test('stores the same entry for every order of the messages, and when messages arrive repeatedly', async () => {
    const steps = storyOf(newSid()).map((_, index) => index);
    const orders = fc
      .array(fc.constantFrom(...steps), { maxLength: 8 })
      .chain(repeated => fc.shuffledSubarray([...steps, ...repeated], { minLength: steps.length + repeated.length }));
    await fc.assert(
      fc.asyncProperty(orders, async order => {
        const sid = newSid();
        const story = storyOf(sid);
        for (const index of order) await table.writer.apply(story[index] as CatalogUpdate);
        expect(await table.item(sid)).toEqual({ recording_sid: sid, ...outcomeOf(sid) });
      }),
      { numRuns: 60 },
    );
  });

  test('stores that entry also when all messages arrive simultaneously', async () => {
    const sid = newSid();
    await Promise.all(storyOf(sid).map(update => table.writer.apply(update)));
    expect(await table.item(sid)).toEqual({ recording_sid: sid, ...outcomeOf(sid) });
  });

  test('reports whether a message changes the entry or repeats what is known', async () => {
    const sid = newSid();
    const [first, second, , accepted] = storyOf(sid) as [CatalogUpdate, CatalogUpdate, CatalogUpdate, CatalogUpdate];
    const changes = [];
    for (const update of [first, first, second, second, first, accepted, accepted]) {
      changes.push((await table.writer.apply(update)) as unknown);
    }
    expect(changes).toEqual(
      ['changed', 'unchanged', 'changed', 'unchanged', 'unchanged', 'changed', 'unchanged'].map(value => ({
        ok: true,
        value,
      })),
    );
  });

  test('keeps unreadable encryption details in addition to later readable ones', async () => {
    const sid = newSid();
    await table.writer.apply(callback(sid, { EncryptionDetails: '{' }));
    expect(await table.catalog.find(sid)).toMatchObject({ value: { encryptionRaw: ['{'] } });
    await table.writer.apply(
      resource(sid, { encryption_details: { public_key_sid: 'CR1', encrypted_cek: 'a', iv: 'b' } }),
    );
    expect(await table.catalog.find(sid)).toMatchObject({
      value: { encryptionRaw: ['{'], encryption: { publicKeySid: 'CR1', encryptedCek: 'a', iv: 'b' } },
    });
  });

  test.each([
    ['in-progress', 'processing'],
    ['processing', 'deleted'],
    ['deleted', 'failed'],
    ['failed', 'absent'],
    ['absent', 'completed'],
    ['a word written by hand', 'in-progress'],
  ])('changes the status %s to %s, and never back', async (before, after) => {
    const sid = newSid();
    await table.put({ recording_sid: sid, status: before });
    await table.writer.apply(callback(sid, { RecordingStatus: after }));
    expect(await table.item(sid)).toMatchObject({ status: after });
    expect(await table.writer.apply(callback(sid, { RecordingStatus: after }))).toEqual({
      ok: true,
      value: 'unchanged',
    });
    const back = callback(sid, { RecordingStatus: before });
    if (back.progress) expect(await table.writer.apply(back)).toEqual({ ok: true, value: 'unchanged' });
    expect(await table.item(sid)).toMatchObject({ status: after });
  });

  test('stores the duration of a completed recording only', async () => {
    const sid = newSid();
    await table.writer.apply(resource(sid, { status: 'processing', duration: '0' }));
    expect(await table.item(sid)).toEqual({ recording_sid: sid, account_sid: ACCOUNT, status: 'processing' });
    await table.writer.apply(resource(sid, { status: 'completed', duration: '1320' }));
    expect(await table.item(sid)).toMatchObject({ status: 'completed', duration_seconds: 1_320 });
  });

  test('prefers the company’s facts to Twilio’s until they are cleared', async () => {
    const sid = newSid();
    for (const update of storyOf(sid)) await table.writer.apply(update);
    const facts = { restricted: true, held: true, team: 'Legal', tags: ['complaint'] };
    await table.writer.apply({ recordingSid: sid, decided: { facts, cleared: [] } });
    for (const update of storyOf(sid)) await table.writer.apply(update);
    const agentWorkerSid = worker('c');
    expect(await table.catalog.find(sid)).toMatchObject({ value: { ...facts, agentWorkerSid, queue: 'Billing' } });

    const again = { recordingSid: sid, decided: { facts: { restricted: true, team: 'Legal' }, cleared: [] } };
    expect(await table.writer.apply(again)).toEqual({ ok: true, value: 'unchanged' });

    const clear = { recordingSid: sid, decided: { facts: {}, cleared: ['tags', 'team'] as const } };
    expect(await table.writer.apply(clear)).toEqual({ ok: true, value: 'changed' });
    expect(await table.writer.apply(clear)).toEqual({ ok: true, value: 'unchanged' });
    const entry = await table.catalog.find(sid);
    expect(entry).toMatchObject({ value: { restricted: true, agentWorkerSid } });
    expect(entry.ok && Object.keys(entry.value ?? {})).not.toContain('tags');
    expect(entry.ok && Object.keys(entry.value ?? {})).not.toContain('team');
  });

  test('changes no other attribute of the item', async () => {
    const sid = newSid();
    await table.put({ recording_sid: sid, verified: { etag: '"e"' }, noted_by_hand: 1 });
    for (const update of storyOf(sid)) await table.writer.apply(update);
    expect(await table.item(sid)).toMatchObject({ verified: { etag: '"e"' }, noted_by_hand: 1, status: 'completed' });
  });
});
