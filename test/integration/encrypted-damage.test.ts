import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { useEncryptedStack } from '../support/encrypted-stack.ts';
import { flipBase64Bit, flipBit } from '../support/flip-bit.ts';
import { freshSid } from '../support/recording-sid.ts';
import { bytesOf, refusalOf, sha256 } from '../support/responses.ts';
import { encryptedVector } from '../support/vectors.ts';
import { waveBytes } from '../support/wav.ts';

const SID = freshSid('damaged');
const { object, details, plaintextSha256 } = encryptedVector('unaligned');
const DAMAGES = 120;

const stack = useEncryptedStack();

beforeEach(async () => {
  await stack.operator.store(SID, object);
  await stack.operator.catalog(SID, details);
});

/** The latest events about the recording, newest first. */
const latestEvents = async (): Promise<string[]> => (await stack.eventsAbout(SID)).reverse();
const link = () => stack.link(SID);

describe('a damaged recording', () => {
  test('is refused without a byte of plaintext, and recorded as integrity_failed, when any bit is flipped', async () => {
    const damage = fc.oneof(
      fc.nat(object.length * 8 - 1).map(bit => ({ object: flipBit(object, bit), details })),
      fc.nat(95).map(bit => ({ object, details: { ...details, iv: flipBase64Bit(details.iv, bit) } })),
      fc
        .nat(256 * 8 - 1)
        .map(bit => ({ object, details: { ...details, encryptedCek: flipBase64Bit(details.encryptedCek, bit) } })),
    );
    await fc.assert(
      fc.asyncProperty(damage, fc.boolean(), async (damaged, verifiedBefore) => {
        await stack.operator.store(SID, object);
        await stack.operator.catalog(SID, details);
        // In half of the cases the undamaged recording was played before, so that a note of its verification exists.
        if (verifiedBefore) expect(sha256(await bytesOf(await fetch(await link())))).toBe(plaintextSha256);
        const { verified } = (await stack.operator.catalogued(SID)) ?? {};
        await stack.operator.store(SID, damaged.object);
        await stack.operator.catalog(SID, damaged.details, { ...(verified && { verified }) });

        const url = await link();
        expect(await refusalOf(await fetch(url, { headers: { range: 'bytes=0-99' } }))).toBe('409 integrity_failed');
        expect(await refusalOf(await fetch(url))).toBe('409 integrity_failed');
        expect((await latestEvents())[0]).toMatch(/^integrity_failed /);
      }),
      { numRuns: DAMAGES },
    );
  });

  test.each<[string, () => Promise<unknown>, string]>([
    ['shorter than a tag', () => stack.operator.store(SID, object.subarray(0, 15)), 'object_truncated'],
    ['truncated', () => stack.operator.store(SID, object.subarray(0, -1)), 'tag_mismatch'],
    ['empty', () => stack.operator.store(SID, Buffer.alloc(0)), 'object_truncated'],
    [
      'stored with an IV of 16 bytes',
      () => stack.operator.catalog(SID, { ...details, iv: 'AAAAAAAAAAAAAAAAAAAAAA==' }),
      'iv_length_unsupported',
    ],
    [
      'stored with an IV that is not base64',
      () => stack.operator.catalog(SID, { ...details, iv: '!' }),
      'iv_malformed',
    ],
    [
      "stored with another recording's key",
      () => stack.operator.catalog(SID, { ...details, encryptedCek: encryptedVector('rsa2048').details.encryptedCek }),
      'tag_mismatch',
    ],
    [
      'stored with a key wrapped for another public key',
      () => stack.operator.catalog(SID, { ...details, encryptedCek: encryptedVector('rsa4096').details.encryptedCek }),
      'wrapped_key_damaged',
    ],
  ])('that is %s is refused, and the refusal is recorded', async (_, damage, reason) => {
    await damage();
    expect(await refusalOf(await fetch(await link()))).toBe('409 integrity_failed');
    expect((await latestEvents()).slice(0, 2)).toEqual([`integrity_failed ${reason}`, 'media_opened first_use']);
  });
});

describe('an encrypted recording that is replaced during a play', () => {
  test('is verified again, and refused when it is damaged', async () => {
    const url = await link();
    expect((await fetch(url, { headers: { range: 'bytes=0-99' } })).status).toBe(206);
    await stack.operator.store(SID, flipBit(object, 8));
    expect(await refusalOf(await fetch(url, { headers: { range: 'bytes=100-199' } }))).toBe('409 integrity_failed');
  });

  test('is verified again also before HEAD and before a range beyond its end', async () => {
    const url = await link();
    expect((await fetch(url, { headers: { range: 'bytes=0-99' } })).status).toBe(206);
    await stack.operator.store(SID, Buffer.concat([object, Buffer.alloc(2000)]));
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(409);
    expect(await refusalOf(await fetch(url, { headers: { range: 'bytes=3000-' } }))).toBe('409 integrity_failed');
    await stack.operator.store(SID, object);
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(200);
  });

  test('gets 404 when the object was deleted, and that is recorded', async () => {
    const url = await link();
    expect((await fetch(url, { headers: { range: 'bytes=0-99' } })).status).toBe(206);
    await stack.operator.remove(SID);
    expect(await refusalOf(await fetch(url, { headers: { range: 'bytes=100-199' } }))).toBe('404 recording_not_found');
    expect((await latestEvents())[0]).toBe('not_playable recording_not_found');
  });
});

describe('a plain audio file that the catalog calls encrypted', () => {
  test('is refused as integrity_failed, and that is recorded', async () => {
    await stack.operator.store(SID, waveBytes(2_000));
    expect(await refusalOf(await fetch(await link()))).toBe('409 integrity_failed');
    expect((await latestEvents())[0]).toBe('integrity_failed tag_mismatch');
  });
});

describe('an encrypted recording without details in the catalog', () => {
  test('gets no link with 409 recording_not_playable, on record, until its details are in the catalog', async () => {
    await stack.operator.forget(SID);
    const answer = await stack.ask(SID);
    expect([answer.status, answer.body.error?.code]).toEqual([409, 'recording_not_playable']);
    expect((await latestEvents())[0]).toBe('not_playable format_unknown');

    const denied = await stack.ask(SID, 'otherAgent');
    expect([denied.status, denied.body.error?.code]).toEqual([403, 'forbidden']);

    await stack.operator.catalog(SID, details);
    expect(sha256(await bytesOf(await fetch(await link())))).toBe(plaintextSha256);
  });
});

describe('a plain recording', () => {
  test.each([
    ['audio/wav', waveBytes(2_000)],
    ['audio/mpeg', Buffer.from('ID3\x04\x00\x00\x00\x00\x02\x01TSSE', 'latin1')],
  ])('is released as %s when its first bytes have that format', async (contentType, bytes) => {
    await stack.operator.forget(SID);
    await stack.operator.store(SID, bytes);
    const response = await fetch(await link());
    expect([response.status, response.headers.get('content-type')]).toEqual([200, contentType]);
    expect((await bytesOf(response)).equals(bytes)).toBe(true);
  });

  test('gets no link with 409 recording_not_playable when it is empty, and that is recorded', async () => {
    await stack.operator.forget(SID);
    await stack.operator.store(SID, Buffer.alloc(0));
    const answer = await stack.ask(SID);
    expect([answer.status, answer.body.error?.code]).toEqual([409, 'recording_not_playable']);
    expect((await latestEvents())[0]).toBe('not_playable object_empty');
  });
});

describe('a recording that is encrypted for an unknown public key', () => {
  test.each<[string, () => Promise<unknown>, string]>([
    [
      'names it',
      () => stack.operator.catalog(SID, { ...details, publicKeySid: `CR${'9'.repeat(32)}` }),
      'recording_key_unknown',
    ],
  ])('gets no link with 409 recording_key_unknown, and that is recorded', async (_, damage, reason) => {
    await damage();
    const answer = await stack.ask(SID);
    expect([answer.status, answer.body.error?.code]).toEqual([409, 'recording_key_unknown']);
    expect((await latestEvents())[0]).toBe(`not_playable ${reason}`);
  });
});
