import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { dynamoDbVerificationNotes } from '../../lambda/adapters/dynamodb/dynamodb-verification-notes.ts';
import type { RecordingSid } from '../../lambda/domain/shared/recording-sid.ts';
import { type ScriptedTable, startScriptedTable } from '../support/scripted-table.ts';
import { encryptedVector } from '../support/vectors.ts';

const SID = `RE${'1'.repeat(32)}` as RecordingSid;
const { details } = encryptedVector('rsa2048');
const note = { etag: '"e"', sizeBytes: 48_060, seal: 'f'.repeat(64), at: new Date('2026-11-24T03:00:00.000Z') };
const catalogued = {
  recording_sid: SID,
  restricted: true,
  encryption: { public_key_sid: details.publicKeySid, encrypted_cek: details.encryptedCek, iv: details.iv },
};

let table: ScriptedTable;
const notes = () => dynamoDbVerificationNotes(table.items(), table.table);

beforeAll(async () => {
  table = await startScriptedTable({ table: 'recordings', key: ['recording_sid'] });
});
beforeEach(() => table.put(catalogued));
afterAll(() => table.close());

const stored = (sid: string = SID) => table.item({ recording_sid: sid });

describe('a verification note', () => {
  test('comes back as it was made, and leaves everything else of the item alone', async () => {
    expect(await notes().put(SID, note, details)).toEqual({ ok: true, value: undefined });
    expect(await notes().find(SID)).toEqual({ ok: true, value: note });
    expect(await stored()).toEqual({
      ...catalogued,
      verified: { etag: '"e"', size_bytes: 48_060, seal: note.seal, at: '2026-11-24T03:00:00.000Z' },
    });
  });

  test.each([
    ['the catalog has another IV by now', { ...catalogued, encryption: { ...catalogued.encryption, iv: 'AAAA' } }],
    [
      'the catalog has another key by now',
      { ...catalogued, encryption: { ...catalogued.encryption, encrypted_cek: 'AAAA' } },
    ],
    ['the catalog no longer says that it is encrypted', { recording_sid: SID }],
  ])('is not made when %s, which is no failure', async (_, item) => {
    await table.put(item);
    expect(await notes().put(SID, note, details)).toEqual({ ok: true, value: undefined });
    expect(await stored()).toEqual(item);
  });

  test('never makes an entry of its own', async () => {
    const other = `RE${'2'.repeat(32)}` as RecordingSid;
    await notes().put(other, note, details);
    expect(await stored(other)).toBeUndefined();
    expect(await notes().find(other)).toEqual({ ok: true, value: undefined });
  });

  test.each([
    ['is absent', undefined],
    ['has no seal', { etag: '"e"', size_bytes: 1, at: 'x' }],
    ['is a text', 'yes'],
  ])('counts as none when it %s', async (_, verified) => {
    await table.put({ ...catalogued, ...(verified !== undefined && { verified }) });
    expect(await notes().find(SID)).toEqual({ ok: true, value: undefined });
  });

  test('cannot be had while the table cannot be reached', async () => {
    table.server.failNext('GetItem', { status: 500, error: 'InternalServerError' }, 2);
    expect(await notes().find(SID)).toMatchObject({
      ok: false,
      error: { code: 'unavailable', reason: 'catalog_failed' },
    });
    table.server.failNext('UpdateItem', { status: 400, error: 'AccessDeniedException' }, 1);
    expect(await notes().put(SID, note, details)).toMatchObject({
      ok: false,
      error: { code: 'unavailable', reason: 'catalog_access_denied' },
    });
  });
});
