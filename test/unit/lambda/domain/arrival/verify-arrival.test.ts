import { describe, expect, test } from 'vitest';
import { type Arrival, verifyArrival } from '../../../../../lambda/domain/arrival/verify-arrival.ts';
import type { CatalogEntry } from '../../../../../lambda/domain/catalog/catalog-entry.ts';
import { MAX_PLAINTEXT_BYTES, TAG_BYTES } from '../../../../../lambda/domain/media/decryption/content-cipher.ts';
import { noteHolds, type VerificationNote } from '../../../../../lambda/domain/media/decryption/verification-note.ts';
import type { MediaSource } from '../../../../../lambda/domain/media/ports.ts';
import { fail } from '../../../../../lambda/domain/shared/failure.ts';
import { err, ok } from '../../../../../lambda/domain/shared/result.ts';
import { memoryVerificationNotes } from '../../../../fakes/memory-verification-notes.ts';
import { collect } from '../../../../support/byte-stream.ts';
import { flipBase64Bit, flipBit } from '../../../../support/flip-bit.ts';
import { failure, MediaWorld } from '../../../../support/media-world.ts';
import { encryptedVector, VECTOR_NAMES, vectorCipher } from '../../../../support/vectors.ts';

/** A recording that has just arrived, and the catalog's entry of it. */
const arrivedRecording = (name: (typeof VECTOR_NAMES)[number] = 'unaligned', object?: Buffer) => {
  const vector = encryptedVector(name);
  const world = new MediaWorld(object ?? vector.object, vector.details);
  const { recordingSid } = world.lease;
  const entry: CatalogEntry = { recordingSid, status: 'completed', encryption: vector.details };
  const arrival: Arrival = { recordingSid, key: world.lease.object.key, etag: world.etag };
  return { vector, world, entry, arrival };
};

const verify = (
  { world, entry, arrival }: Pick<ReturnType<typeof arrivedRecording>, 'world' | 'entry' | 'arrival'>,
  { source, known = entry }: { readonly source?: Partial<MediaSource>; readonly known?: CatalogEntry | 'nothing' } = {},
) =>
  verifyArrival(
    {
      ...world.dependencies,
      source: { ...world.dependencies.source, ...source },
      catalog: { find: async () => ok(known === 'nothing' ? undefined : known) },
    },
    arrival,
  );

describe('a recording that arrives', () => {
  test.each(VECTOR_NAMES)('is verified and noted: the vector %s', async name => {
    const recording = arrivedRecording(name);
    expect(await verify(recording)).toEqual(ok({ kind: 'verified', sizeBytes: recording.world.object.length }));
    const note = recording.world.note as VerificationNote;
    expect(note).toMatchObject({ etag: recording.world.etag, sizeBytes: recording.world.object.length });
    expect(noteHolds(note, vectorCipher(recording.vector))).toBe(true);
  });

  test('plays its first range without being read as a whole', async () => {
    const recording = arrivedRecording();
    const { world, vector } = recording;
    await verify(recording);
    world.calls.length = 0;
    const answer = await world.request({ range: { range: 'bytes=0-9' } });
    expect(answer.ok && answer.value.body && (await collect(answer.value.body))).toHaveLength(10);
    expect(world.calls).not.toContain('bucket whole');
    const whole = await world.request();
    expect(whole.ok && whole.value.body && (await collect(whole.value.body))).toHaveLength(vector.plaintextBytes);
  });

  test('leaves no trace but the note: no audit event, no lease', async () => {
    const recording = arrivedRecording();
    await verify(recording);
    expect(recording.world.audit).toEqual([]);
    expect(recording.world.calls.filter(call => /audit|lease|incident/.test(call))).toEqual([]);
  });

  test('is not read again when its event comes twice', async () => {
    const recording = arrivedRecording();
    await verify(recording);
    recording.world.calls.length = 0;
    expect(await verify(recording)).toEqual(ok({ kind: 'skipped', reason: 'already_verified' }));
    expect(recording.world.calls).not.toContain('bucket whole');
  });

  test('is verified in spite of a note that somebody else wrote', async () => {
    const recording = arrivedRecording();
    const { world } = recording;
    world.note = { etag: world.etag, sizeBytes: world.object.length, seal: 'f'.repeat(64), at: world.now };
    expect(await verify(recording)).toMatchObject({ value: { kind: 'verified' } });
    expect(world.note?.seal).not.toBe('f'.repeat(64));
  });

  test('is waited for while the catalog does not know whether it is encrypted', async () => {
    const recording = arrivedRecording();
    const { recordingSid } = recording.arrival;
    const unknown = fail('unavailable', 'encryption_unknown_yet');
    expect(await verify(recording, { known: 'nothing' })).toEqual(unknown);
    expect(await verify(recording, { known: { recordingSid, status: 'in-progress' } })).toEqual(unknown);
    expect(recording.world.calls).toEqual([]);
  });

  test('is left alone when it is known to be unencrypted', async () => {
    const recording = arrivedRecording();
    const known = { recordingSid: recording.arrival.recordingSid, status: 'completed' };
    expect(await verify(recording, { known })).toEqual(ok({ kind: 'skipped', reason: 'not_encrypted' }));
    expect(recording.world.calls).toEqual([]);
  });

  test('gets no note when its encryption details cannot be read', async () => {
    const recording = arrivedRecording();
    const known = { recordingSid: recording.arrival.recordingSid, status: 'completed', encryptionRaw: ['?'] };
    expect(await verify(recording, { known })).toEqual(fail('recording_key_unknown', 'encryption_details_unreadable'));
  });
});

describe('no note is stored', () => {
  test.each([
    ['one bit of the object is flipped', (object: Buffer) => flipBit(object, 1000), 'tag_mismatch'],
    ['one bit of the tag is flipped', (object: Buffer) => flipBit(object, object.length * 8 - 1), 'tag_mismatch'],
    ['the object is shorter than a tag', (object: Buffer) => object.subarray(0, 15), 'object_truncated'],
    ['the object is unencrypted audio', () => Buffer.from('RIFFsizeWAVE and so on'), 'tag_mismatch'],
  ])('when %s', async (_, damage, reason) => {
    const recording = arrivedRecording('unaligned', damage(encryptedVector('unaligned').object));
    expect(await verify(recording)).toEqual(fail('integrity_failed', reason));
    expect(recording.world.note).toBeUndefined();
  });

  test('when the IV or the wrapped key of the catalog is damaged', async () => {
    const recording = arrivedRecording();
    const { details } = recording.vector;
    for (const encryption of [
      { ...details, iv: flipBase64Bit(details.iv, 3) },
      { ...details, encryptedCek: flipBase64Bit(details.encryptedCek, 3) },
      { ...details, iv: 'AAAA' },
    ]) {
      expect(await verify(recording, { known: { ...recording.entry, encryption } })).toMatchObject({
        error: { code: 'integrity_failed' },
      });
    }
    expect(recording.world.note).toBeUndefined();
  });

  test('when the object is larger than any GCM file, which is found out before it is read', async () => {
    const recording = arrivedRecording();
    let chunks = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        chunks += 1;
        yield Buffer.alloc(65_536);
      }
    }
    const lengthBytes = MAX_PLAINTEXT_BYTES + TAG_BYTES + 1;
    const readWhole = async () => ok({ etag: recording.world.etag, lengthBytes, body: endless() });
    expect(await verify(recording, { source: { readWhole } })).toEqual(fail('integrity_failed', 'object_too_large'));
    expect([chunks, recording.world.note]).toEqual([1, undefined]);
  });

  test('when the object was replaced before it was read', async () => {
    const recording = arrivedRecording();
    recording.world.object = encryptedVector('rsa2048').object;
    expect(await verify(recording)).toEqual(ok({ kind: 'skipped', reason: 'object_replaced' }));
    expect(recording.world.note).toBeUndefined();
  });

  test('when the object was replaced while it was read', async () => {
    const recording = arrivedRecording();
    const { source } = recording.world.dependencies;
    const readWhole: MediaSource['readWhole'] = async (object, etag) => {
      const read = await source.readWhole(object, etag);
      recording.world.object = encryptedVector('rsa2048').object;
      return read;
    };
    expect(await verify(recording, { source: { readWhole } })).toEqual(
      ok({ kind: 'skipped', reason: 'object_replaced' }),
    );
    expect(recording.world.note).toBeUndefined();
  });

  test('when the catalog has other encryption details by then', async () => {
    const recording = arrivedRecording();
    const notes = memoryVerificationNotes();
    notes.catalog.set(recording.arrival.recordingSid, { encryption: encryptedVector('rsa2048').details });
    recording.world.dependencies = { ...recording.world.dependencies, notes };
    await verify(recording);
    expect(notes.catalog.get(recording.arrival.recordingSid)).not.toHaveProperty('note');
  });

  test.each([
    ['recording_not_found', 'object_deleted'],
    ['recording_changed', 'object_replaced'],
    ['recording_archived', 'object_archived'],
  ] as const)('when reading ends with %s, which is no failure', async (code, reason) => {
    const recording = arrivedRecording();
    for (const call of ['bucket whole', 'bucket describe']) {
      recording.world.fails = { [call]: failure(code) };
      expect(await verify(recording)).toEqual(ok({ kind: 'skipped', reason }));
    }
    expect(recording.world.note).toBeUndefined();
  });

  test('when the connection ends early', async () => {
    const recording = arrivedRecording();
    recording.world.bodyEndsAfterBytes = 100;
    expect(await verify(recording)).toEqual(fail('unavailable', 'reading_interrupted'));
    expect(recording.world.note).toBeUndefined();
  });

  test.each([
    ['kms unwrap', 'unavailable'],
    ['kms unwrap', 'internal_error'],
    ['kms unwrap', 'recording_key_unknown'],
    ['kms unwrap', 'integrity_failed'],
    ['note find', 'unavailable'],
    ['bucket whole', 'unavailable'],
    ['bucket whole', 'internal_error'],
    ['bucket describe', 'unavailable'],
    ['note put', 'unavailable'],
  ] as const)('when %s fails with %s, and the failure is passed on', async (call, code) => {
    const recording = arrivedRecording();
    recording.world.fails = { [call]: failure(code) };
    expect(await verify(recording)).toEqual(err(failure(code)));
    expect(recording.world.note).toBeUndefined();
  });

  test('when the catalog cannot be read, or has an item that cannot be read', async () => {
    const { world, arrival } = arrivedRecording();
    for (const code of ['unavailable', 'internal_error', 'forbidden'] as const) {
      const catalog = { find: async () => err(failure(code)) };
      expect(await verifyArrival({ ...world.dependencies, catalog }, arrival)).toEqual(err(failure(code)));
    }
    expect(world.calls).toEqual([]);
  });
});
