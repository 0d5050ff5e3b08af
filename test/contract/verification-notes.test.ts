import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dynamoDbVerificationNotes } from '../../lambda/adapters/dynamodb/dynamodb-verification-notes.ts';
import { encryptionItemOf } from '../../lambda/adapters/dynamodb/encryption-item.ts';
import type { VerificationNotes } from '../../lambda/domain/media/ports.ts';
import type { EncryptionDetails } from '../../lambda/domain/shared/encryption-details.ts';
import type { RecordingSid } from '../../lambda/domain/shared/recording-sid.ts';
import { memoryVerificationNotes } from '../fakes/memory-verification-notes.ts';
import { type ScriptedTable, startScriptedTable } from '../support/scripted-table.ts';
import { encryptedVector } from '../support/vectors.ts';

const { details } = encryptedVector('rsa2048');
const note = { etag: '"e"', sizeBytes: 48_060, seal: 'f'.repeat(64), at: new Date('2026-11-24T03:00:00.000Z') };
const itemOf = (sid: string, encryption: EncryptionDetails | undefined) => ({
  recording_sid: sid,
  restricted: true,
  ...(encryption && { encryption: encryptionItemOf(encryption) }),
});

let table: ScriptedTable;
beforeAll(async () => {
  table = await startScriptedTable({ table: 'recordings', key: ['recording_sid'] });
});
afterAll(() => table.close());

let serial = 0;
const newSid = () => `RE${String(++serial).padStart(32, '0')}` as RecordingSid;
const dynamo = () => dynamoDbVerificationNotes(table.items(), table.table);
const memory = memoryVerificationNotes();

/** An implementation of the port, and how the catalog that it works on learns a recording's encryption. */
interface NotesUnderTest {
  readonly notes: () => VerificationNotes;
  readonly catalogue: (sid: RecordingSid, encryption: EncryptionDetails | undefined) => Promise<void>;
}
const IMPLEMENTATIONS: [string, NotesUnderTest][] = [
  ['DynamoDB', { notes: dynamo, catalogue: (sid, encryption) => table.put(itemOf(sid, encryption)) }],
  [
    'memory',
    { notes: () => memory, catalogue: async (sid, encryption) => void memory.catalog.set(sid, { encryption }) },
  ],
];
const done = { ok: true, value: undefined };

describe.each(IMPLEMENTATIONS)('verification notes in %s', (_, { notes, catalogue }) => {
  test('are found as they were stored, for their own recording only', async () => {
    const [sid, other] = [newSid(), newSid()];
    await catalogue(sid, details);
    await catalogue(other, details);
    expect(await notes().find(sid)).toEqual(done);
    expect(await notes().put(sid, note, details)).toEqual(done);
    expect(await notes().find(sid)).toEqual({ ok: true, value: note });
    expect(await notes().find(other)).toEqual(done);
  });

  test('are replaced by newer ones', async () => {
    const sid = newSid();
    await catalogue(sid, details);
    await notes().put(sid, note, details);
    await notes().put(sid, { ...note, etag: '"f"' }, details);
    expect(await notes().find(sid)).toEqual({ ok: true, value: { ...note, etag: '"f"' } });
  });

  test.each([
    ['has another IV', { ...details, iv: 'AAAA' }],
    ['has another wrapped key', { ...details, encryptedCek: 'AAAA' }],
    ['has another public key', { ...details, publicKeySid: `CR${'9'.repeat(32)}` }],
    ['has no encryption details', undefined],
  ])('are not stored, without a failure, when the catalog %s', async (_, catalogued) => {
    const sid = newSid();
    await catalogue(sid, catalogued);
    expect(await notes().put(sid, note, details)).toEqual(done);
    expect(await notes().find(sid)).toEqual(done);
  });

  test('are not stored for a recording that is not in the catalog', async () => {
    const sid = newSid();
    expect(await notes().put(sid, note, details)).toEqual(done);
    expect(await notes().find(sid)).toEqual(done);
  });
});

describe('verification notes in DynamoDB', () => {
  const stored = (sid: string) => table.item({ recording_sid: sid });

  test('change no other attribute of the item', async () => {
    const sid = newSid();
    await table.put(itemOf(sid, details));
    await dynamo().put(sid, note, details);
    expect(await stored(sid)).toEqual({
      ...itemOf(sid, details),
      verified: { etag: '"e"', size_bytes: 48_060, seal: note.seal, at: '2026-11-24T03:00:00.000Z' },
    });
  });

  test('create no item', async () => {
    const sid = newSid();
    await dynamo().put(sid, note, details);
    expect(await stored(sid)).toBeUndefined();
  });

  test.each([
    ['has no seal', { etag: '"e"', size_bytes: 1, at: 'x' }],
    ['is a text', 'yes'],
  ])('are not found when the stored note %s', async (_, verified) => {
    const sid = newSid();
    await table.put({ ...itemOf(sid, details), verified });
    expect(await dynamo().find(sid)).toEqual(done);
  });

  test('fail with unavailable when the table fails', async () => {
    table.server.failNext('GetItem', { status: 500, error: 'InternalServerError' }, 2);
    expect(await dynamo().find(newSid())).toMatchObject({
      ok: false,
      error: { code: 'unavailable', reason: 'catalog_failed' },
    });
    table.server.failNext('UpdateItem', { status: 400, error: 'AccessDeniedException' }, 1);
    expect(await dynamo().put(newSid(), note, details)).toMatchObject({
      ok: false,
      error: { code: 'unavailable', reason: 'catalog_access_denied' },
    });
  });
});
