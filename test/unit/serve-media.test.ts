import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_PART_BYTES } from '../../lambda/domain/media/byte-range.ts';
import { MAX_PLAINTEXT_BYTES, TAG_BYTES } from '../../lambda/domain/media/decryption/content-cipher.ts';
import type { MediaAnswer } from '../../lambda/domain/media/media-answer.ts';
import type { MediaRequest } from '../../lambda/domain/media/media-request.ts';
import { LinkEnded } from '../../lambda/domain/media/read-range.ts';
import { MAX_ANSWER_BYTES } from '../../lambda/domain/media/select-answer.ts';
import { ok } from '../../lambda/domain/shared/result.ts';
import { collect } from '../support/byte-stream.ts';
import { flipBase64Bit, flipBit } from '../support/flip-bit.ts';
import { failure, LISTENER, MediaWorld } from '../support/media-world.ts';
import { encryptedVector, VECTOR_NAMES } from '../support/vectors.ts';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const encryptedWorld = (name: (typeof VECTOR_NAMES)[number] = 'unaligned') => {
  const vector = encryptedVector(name);
  return { vector, world: new MediaWorld(vector.object, vector.details) };
};
const plainWorld = () => new MediaWorld(Buffer.from('RIFFsizeWAVE on'));

const served = async (answer: ReturnType<MediaWorld['request']>): Promise<MediaAnswer> => {
  const result = await answer;
  if (!result.ok) throw new Error(result.error.reason);
  return result.value;
};
const bodyOf = async (answer: ReturnType<MediaWorld['request']>): Promise<Buffer> => {
  const { body } = await served(answer);
  return body ? collect(body) : Buffer.alloc(0);
};
const refusal = async (answer: ReturnType<MediaWorld['request']>) => {
  const result = await answer;
  return result.ok ? 'served' : `${result.error.code} ${result.error.reason}`;
};
describe('a streamed link to an encrypted recording', () => {
  test.each(VECTOR_NAMES)('gives the whole vector %s, and it is the listed plaintext', async name => {
    const { vector, world } = encryptedWorld(name);
    const answer = await served(world.request());
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({ 'Content-Length': String(vector.plaintextBytes), ETag: world.etag });
    expect(sha256(answer.body ? await collect(answer.body) : Buffer.alloc(0))).toBe(vector.plaintextSha256);
  });

  test.each(['one-byte', 'unaligned', 'rsa2048', 'rsa4096'] as const)(
    'gives the vector %s in any parts',
    async name => {
      const { vector, world } = encryptedWorld(name);
      await fc.assert(
        fc.asyncProperty(fc.array(fc.nat(vector.plaintextBytes - 1), { maxLength: 4 }), async cuts => {
          const edges = [...new Set([0, ...cuts])].sort((a, b) => a - b);
          const parts = edges.map((start, index) =>
            bodyOf(
              world.request({ range: { range: `bytes=${start}-${(edges[index + 1] ?? vector.plaintextBytes) - 1}` } }),
            ),
          );
          expect(sha256(Buffer.concat(await Promise.all(parts)))).toBe(vector.plaintextSha256);
        }),
        { numRuns: 250 },
      );
    },
  );

  test('reads the object as a whole once, and later only the parts asked for, on any instance', async () => {
    const { world } = encryptedWorld();
    await bodyOf(world.request({ range: { range: 'bytes=0-9' } }));
    await bodyOf(world.request({ range: { range: 'bytes=10-19' } }));
    world.restart();
    await bodyOf(world.request({ range: { range: 'bytes=20-29' } }));
    expect(world.calls.filter(call => call.startsWith('bucket'))).toEqual([
      'bucket whole',
      'bucket part',
      'bucket part',
      'bucket part',
    ]);
    expect(world.calls.filter(call => call === 'kms unwrap')).toHaveLength(2);
  });

  test('says in Content-Range how long the plaintext is', async () => {
    const { world } = encryptedWorld();
    const answer = await served(world.request({ range: { range: 'bytes=-7' } }));
    expect(answer.status).toBe(206);
    expect(answer.headers).toMatchObject({ 'Content-Range': 'bytes 1600-1606/1607', 'Content-Length': '7' });
  });

  test('never gives a byte when any one bit of the object, the IV or the wrapped key is flipped', async () => {
    const vector = encryptedVector('unaligned');
    const { object, details } = vector;
    const damage = fc.oneof(
      fc.nat(object.length * 8 - 1).map(bit => [flipBit(object, bit), details] as const),
      fc.nat(95).map(bit => [object, { ...details, iv: flipBase64Bit(details.iv, bit) }] as const),
      fc
        .nat(256 * 8 - 1)
        .map(bit => [object, { ...details, encryptedCek: flipBase64Bit(details.encryptedCek, bit) }] as const),
    );
    await fc.assert(
      fc.asyncProperty(damage, async ([damagedObject, damagedDetails]) => {
        const world = new MediaWorld(damagedObject, damagedDetails);
        expect(await refusal(world.request())).toMatch(/^integrity_failed /);
        expect(world.events.at(-1)).toMatch(/^integrity_failed /);
        expect(world.note).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  test('trusts no note of a verification with another IV or key', async () => {
    const { vector, world } = encryptedWorld();
    await bodyOf(world.request());
    world.restart();
    world.lease = { ...world.lease, encryption: { ...vector.details, iv: flipBase64Bit(vector.details.iv, 3) } };
    expect(await refusal(world.request())).toBe('integrity_failed tag_mismatch');

    const other = encryptedVector('rsa2048').details;
    world.restart();
    world.lease = { ...world.lease, encryption: { ...vector.details, encryptedCek: other.encryptedCek } };
    expect(await refusal(world.request())).toBe('integrity_failed tag_mismatch');
  });

  test('trusts no note that was made without the content key', async () => {
    const { world } = encryptedWorld();
    world.object = flipBit(world.object, 80);
    world.note = { etag: world.etag, sizeBytes: world.object.length, seal: 'f'.repeat(64), at: world.now };
    expect(await refusal(world.request({ range: { range: 'bytes=0-9' } }))).toBe('integrity_failed tag_mismatch');
  });

  test('verifies again when the object is replaced between two ranges', async () => {
    const { world } = encryptedWorld();
    await bodyOf(world.request({ range: { range: 'bytes=0-9' } }));
    world.object = flipBit(world.object, 12);
    expect(await refusal(world.request({ range: { range: 'bytes=10-19' } }))).toBe('integrity_failed tag_mismatch');
    expect(world.events).toEqual(['media_opened first_use', 'integrity_failed tag_mismatch']);
  });

  test.each([
    ['an object shorter than a tag', () => Buffer.alloc(15), 'object_truncated'],
    ['an empty object', () => Buffer.alloc(0), 'object_truncated'],
    ['a truncated object', (object: Buffer) => object.subarray(0, -1), 'tag_mismatch'],
  ])('refuses %s and puts it on record', async (_, damage, reason) => {
    const { world } = encryptedWorld();
    world.object = damage(world.object);
    expect(await refusal(world.request())).toBe(`integrity_failed ${reason}`);
    expect(world.events.at(-1)).toBe(`integrity_failed ${reason}`);
  });

  test.each<[string, Partial<MediaRequest>, number]>([
    ['HEAD', { method: 'HEAD' }, 200],
    ['a range beyond the end', { range: { range: 'bytes=3000-' } }, 416],
  ])('answers %s as the object is now, verified again, when it was replaced', async (_, request, status) => {
    const { world } = encryptedWorld();
    await bodyOf(world.request({ range: { range: 'bytes=0-9' } }));
    world.object = flipBit(world.object, 12);
    expect(await refusal(world.request(request))).toBe('integrity_failed tag_mismatch');
    world.restart();
    expect(await refusal(world.request(request))).toBe('integrity_failed tag_mismatch');

    world.object = flipBit(world.object, 12);
    const answer = await served(world.request(request));
    expect([answer.status, answer.headers['ETag'], answer.body]).toEqual([status, world.etag, undefined]);
  });

  test.each([
    ['integrity_failed object_too_large', MAX_PLAINTEXT_BYTES + TAG_BYTES + 1],
    // As long as GCM allows: it is read, and here it ends early.
    ['unavailable reading_interrupted', MAX_PLAINTEXT_BYTES + TAG_BYTES],
  ])('answers %s for an object of %i bytes, and closes it', async (outcome, lengthBytes) => {
    const { world } = encryptedWorld();
    let closed = false;
    async function* body(): AsyncGenerator<Uint8Array> {
      try {
        yield Buffer.alloc(1000);
      } finally {
        closed = true;
      }
    }
    const readWhole = async () => ok({ etag: world.etag, lengthBytes, body: body() });
    world.dependencies = { ...world.dependencies, source: { ...world.dependencies.source, readWhole } };
    expect([await refusal(world.request()), closed]).toEqual([outcome, true]);
  });

  test('refuses an IV of another length by name, before anything is unwrapped or read', async () => {
    const { world, vector } = encryptedWorld();
    world.lease = { ...world.lease, encryption: { ...vector.details, iv: Buffer.alloc(16).toString('base64') } };
    expect(await refusal(world.request())).toBe('integrity_failed iv_length_unsupported');
    expect(world.calls.filter(call => /^(kms|bucket)/.test(call))).toEqual([]);
  });

  test('says that a key is not known here, and puts it on record', async () => {
    const { world, vector } = encryptedWorld();
    world.lease = { ...world.lease, encryption: { ...vector.details, publicKeySid: `CR${'9'.repeat(32)}` } };
    expect(await refusal(world.request())).toBe('recording_key_unknown recording_key_unknown');
    expect(world.events.at(-1)).toBe('not_playable recording_key_unknown');
  });

  test('is unavailable, and blames no recording, when reading breaks off during verification', async () => {
    const { world } = encryptedWorld();
    world.bodyEndsAfterBytes = 500;
    expect(await refusal(world.request())).toBe('unavailable reading_interrupted');
    expect(world.events).toEqual(['media_opened first_use']);
  });

  test.each(['kms unwrap', 'note find', 'note put', 'bucket whole', 'bucket part', 'lease find', 'lease open'])(
    'gives nothing while "%s" fails',
    async call => {
      const { world } = encryptedWorld();
      world.fails = { [call]: failure('unavailable') };
      expect(await refusal(world.request())).toBe('unavailable unavailable_in_test');
    },
  );

  test('gives nothing, and does not even read, until the opening is on record', async () => {
    const { world } = encryptedWorld();
    world.fails = { 'audit media_opened': failure('unavailable') };
    expect(await refusal(world.request())).toBe('unavailable unavailable_in_test');
    expect(world.calls.filter(call => /^(kms|bucket|note)/.test(call))).toEqual([]);

    world.fails = {};
    await bodyOf(world.request());
    expect(world.events).toEqual(['media_opened first_use']);
  });

  test('refuses to answer a damaged recording with anything but an error while that cannot be put on record', async () => {
    const { world } = encryptedWorld();
    world.object = flipBit(world.object, 0);
    world.fails = { 'audit integrity_failed': failure('unavailable') };
    expect(await refusal(world.request())).toBe('unavailable unavailable_in_test');
  });
});

describe('a streamed link to a plain recording', () => {
  test('gives the object as it is, and asks neither KMS nor the catalog', async () => {
    const world = plainWorld();
    expect(await bodyOf(world.request())).toEqual(world.object);
    expect(world.calls.filter(call => /^(kms|note)/.test(call))).toEqual([]);
  });

  test('gives the object as it is now, under its own tag, when it was replaced since', async () => {
    const world = plainWorld();
    const { etag } = world;
    world.object = Buffer.from('RIFFsizeWAVE and is longer');
    const answer = await served(world.request({ range: { range: 'bytes=0-3', ifRange: etag } }));
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({ ETag: world.etag, 'Content-Length': '26' });
  });

  test.each<[string, Partial<MediaRequest>, object]>([
    ['HEAD', { method: 'HEAD' }, { 'Content-Length': '26' }],
    ['a range beyond the end', { range: { range: 'bytes=26-' } }, { 'Content-Range': 'bytes */26' }],
    ['a range beyond its former end', { range: { range: 'bytes=20-' } }, { 'Content-Range': 'bytes 20-25/26' }],
  ])('answers %s as the object is now when it was replaced after it was played', async (_, request, headers) => {
    const world = plainWorld();
    await bodyOf(world.request());
    world.object = Buffer.from('RIFFsizeWAVE and is longer');
    expect((await served(world.request(request))).headers).toMatchObject({ ETag: world.etag, ...headers });
  });

  test.each<[string, Buffer, string]>([
    ['that is no audio', Buffer.alloc(1_000, 'noise'), 'format_unknown'],
    ['without a byte', Buffer.alloc(0), 'object_empty'],
  ])('refuses an object %s in place of the former one, and plays what comes after it', async (_, other, reason) => {
    const world = plainWorld();
    await bodyOf(world.request());
    world.object = other;
    expect(await refusal(world.request())).toBe(`recording_not_playable ${reason}`);
    expect(world.events.at(-1)).toBe(`not_playable ${reason}`);
    expect(await refusal(world.request({ method: 'HEAD' }))).toBe(`recording_not_playable ${reason}`);

    world.object = Buffer.from('RIFFsizeWAVE once more');
    expect(await bodyOf(world.request())).toEqual(world.object);
  });

  test('names the format, also when the object was replaced by one of the other', async () => {
    const world = plainWorld();
    expect((await served(world.request())).headers).toMatchObject({ 'Content-Type': 'audio/wav' });
    world.object = Buffer.from('ID3 4 0size and frames'.replaceAll(' ', '\0'), 'latin1');
    for (const request of [{}, { method: 'HEAD' }, { range: { range: 'bytes=0-3' } }] as const) {
      expect((await served(world.request(request))).headers).toMatchObject({ 'Content-Type': 'audio/mpeg' });
    }
  });

  test('looks at the object when the lease does not say what it is', async () => {
    const world = plainWorld();
    const { contentType, ...object } = world.lease.object;
    world.lease = { ...world.lease, object };
    expect((await served(world.request())).headers).toMatchObject({ 'Content-Type': contentType });
    world.restart();
    world.object = Buffer.from('no audio at all');
    expect(await refusal(world.request())).toBe('recording_not_playable format_unknown');
  });

  test.each(['HEAD', 'GET'] as const)('gives no answer from memory to %s while the bucket fails', async method => {
    const world = plainWorld();
    await bodyOf(world.request());
    world.fails = { 'bucket describe': failure('unavailable') };
    expect(await refusal(world.request({ method, range: { range: 'bytes=15-' } }))).toBe(
      'unavailable unavailable_in_test',
    );
  });

  test('answers HEAD with the length of the whole and no body, whatever range it names', async () => {
    const answer = await served(plainWorld().request({ method: 'HEAD', range: { range: 'bytes=0-3' } }));
    expect(answer).toMatchObject({ status: 200, headers: { 'Content-Length': '15', 'Accept-Ranges': 'bytes' } });
    expect(answer.body).toBeUndefined();
  });

  test('answers a range beyond the end with the length', async () => {
    const answer = await served(plainWorld().request({ range: { range: 'bytes=15-' } }));
    expect(answer).toMatchObject({ status: 416, headers: { 'Content-Range': 'bytes */15' } });
    expect(answer.body).toBeUndefined();
  });

  test('breaks off, and does not seem complete, when the bucket gives too few bytes', async () => {
    const world = plainWorld();
    world.bodyEndsAfterBytes = 4;
    const { body } = await served(world.request());
    await expect(collect(body as AsyncIterable<Uint8Array>)).rejects.toThrow('4 of 15 bytes');
  });

  test('wants a range for what is larger than one answer can be', async () => {
    const world = plainWorld();
    world.lease = { ...world.lease, object: { ...world.lease.object, sizeBytes: MAX_ANSWER_BYTES + 1 } };
    expect(await refusal(world.request())).toBe('range_required larger_than_one_answer');
    expect((await served(world.request({ range: { range: 'bytes=0-3' } }))).status).toBe(206);

    world.lease = { ...world.lease, object: { ...world.lease.object, sizeBytes: MAX_ANSWER_BYTES } };
    world.restart();
    expect((await served(world.request())).headers).toMatchObject({ 'Content-Length': String(MAX_ANSWER_BYTES) });
  });
});

describe('a lease', () => {
  test('serves exactly one of 50 clients that race for it, and puts ten of the others on record', async () => {
    const world = plainWorld();
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        refusal(world.request({ client: { ...LISTENER, userAgent: `client ${index}` } })),
      ),
    );
    expect(outcomes.filter(outcome => outcome === 'served')).toHaveLength(1);
    expect(outcomes.filter(outcome => outcome === 'forbidden other_client')).toHaveLength(49);
    expect(world.events.filter(event => event === 'media_refused other_client')).toHaveLength(10);
    expect(world.events.filter(event => event === 'media_opened first_use')).toHaveLength(1);
  });

  test('puts one opening on record however many first requests one client sends at once', async () => {
    const world = plainWorld();
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => refusal(world.request())));
    expect(outcomes).toEqual(Array(5).fill('served'));
    expect(world.events).toEqual(['media_opened first_use']);
  });

  test.each([
    ['another user agent', 'address-and-agent', { userAgent: 'curl/8' }, 'forbidden other_client'],
    ['another address', 'address-and-agent', { sourceIp: '198.51.100.1' }, 'forbidden other_client'],
    ['another address, bound to the agent alone', 'agent', { sourceIp: '198.51.100.1' }, 'served'],
    ['another user agent, bound to the agent alone', 'agent', { userAgent: 'curl/8' }, 'forbidden other_client'],
    ['another client, bound to nobody', 'none', { sourceIp: '198.51.100.1', userAgent: 'curl/8' }, 'served'],
    // Two traits must not be joined so that one client's address and agent read as another's.
    [
      'the traits shifted',
      'address-and-agent',
      { sourceIp: '192.0.2.7M', userAgent: 'ozilla/5.0' },
      'forbidden other_client',
    ],
  ] as const)('answers %s', async (_, binding, change, outcome) => {
    const world = plainWorld();
    world.dependencies = { ...world.dependencies, binding };
    expect(await refusal(world.request())).toBe('served');
    expect(await refusal(world.request({ client: { ...LISTENER, ...change } }))).toBe(outcome);
  });

  test('serves to its last millisecond and not beyond', async () => {
    const world = plainWorld();
    world.now = new Date(world.lease.expiresAt.getTime() - 1);
    expect(await refusal(world.request())).toBe('served');
    world.now = world.lease.expiresAt;
    expect(await refusal(world.request())).toBe('forbidden link_expired');
    expect(world.events.at(-1)).toBe('media_refused link_expired');
  });

  test('ends at once when it is revoked, also for the client that opened it', async () => {
    const world = plainWorld();
    await bodyOf(world.request());
    world.revoke();
    expect(await refusal(world.request())).toBe('forbidden link_revoked');
    expect(world.events.at(-1)).toBe('media_refused link_revoked');
  });

  test.each([
    ['it was revoked', (world: MediaWorld) => world.revoke()],
    ['it has expired', (world: MediaWorld) => (world.now = world.lease.expiresAt)],
  ])('leaves no content key in memory once %s and anyone asks', async (_, end) => {
    const { world } = encryptedWorld();
    await bodyOf(world.request());
    expect(world.dependencies.opened.find(world.lease)).toBeDefined();
    end(world);
    await refusal(world.request());
    expect(world.dependencies.opened.find(world.lease)).toBeUndefined();
  });

  test('leaves its content key in memory when a stranger is refused', async () => {
    const { world } = encryptedWorld();
    await bodyOf(world.request());
    await refusal(world.request({ client: { sourceIp: '198.51.100.1', userAgent: 'curl/8' } }));
    expect(world.dependencies.opened.find(world.lease)).toBeDefined();
  });

  test.each<[string, (world: MediaWorld) => void, string]>([
    ['it is revoked', world => world.revoke(), 'LinkEnded'],
    ['it expires', world => (world.now = world.lease.expiresAt), 'LinkEnded'],
    [
      'it is gone',
      world => {
        world.lease = { ...world.lease, linkHash: '0'.repeat(64) };
      },
      'LinkEnded',
    ],
    [
      'that cannot be found out',
      world => {
        world.fails = { 'lease find': failure('unavailable') };
      },
      'Error',
    ],
  ])('breaks a long download off that is under way when %s', async (_, happens, errorName) => {
    const world = new MediaWorld(Buffer.alloc(3 * MAX_PART_BYTES));
    const { body } = await served(world.request());
    let passedBytes = 0;
    const download = async () => {
      for await (const chunk of body ?? []) {
        passedBytes += chunk.length;
        happens(world);
      }
    };
    expect(await download().catch(({ name }) => name)).toBe(errorName);
    expect(passedBytes).toBeLessThanOrEqual(MAX_PART_BYTES);
  });

  test('breaks a short answer off that is read until the link has expired, after the chunk under way', async () => {
    const world = new MediaWorld(Buffer.alloc(10_000));
    const { body } = await served(world.request());
    let passedBytes = 0;
    const download = async () => {
      for await (const chunk of body ?? []) {
        passedBytes += chunk.length;
        world.now = world.lease.expiresAt;
      }
    };
    await expect(download()).rejects.toThrow(LinkEnded);
    expect(passedBytes).toBe(1000);
  });

  test('gives no byte of a recording that took longer to verify than the link lives', async () => {
    const { world } = encryptedWorld();
    const { source } = world.dependencies;
    const readWhole: typeof source.readWhole = object => {
      world.now = world.lease.expiresAt;
      return source.readWhole(object);
    };
    world.dependencies = { ...world.dependencies, source: { ...source, readWhole } };
    await expect(bodyOf(world.request())).rejects.toThrow(LinkEnded);
  });

  test('leaves no trace in the trail for a link that never was', async () => {
    const world = plainWorld();
    expect(await refusal(world.request({ token: undefined }))).toBe('forbidden link_malformed');
    world.lease = { ...world.lease, linkHash: '0'.repeat(64) };
    expect(await refusal(world.request())).toBe('forbidden link_unknown');
    expect(world.audit).toEqual([]);
  });

  test('answers a refusal with an outage while the refusal cannot be put on record', async () => {
    const world = plainWorld();
    world.revoke();
    world.fails = { 'audit media_refused': failure('unavailable') };
    expect(await refusal(world.request())).toBe('unavailable unavailable_in_test');
  });

  test('names in the trail whose link it was, who came with it and which grant it goes back to', async () => {
    const world = plainWorld();
    await bodyOf(world.request());
    await refusal(world.request({ client: { sourceIp: '198.51.100.1', userAgent: 'curl/8' }, requestId: 'request-9' }));
    const { caller, eventId } = world.lease;
    expect(world.audit[0]).toMatchObject({
      event: 'media_opened',
      worker_sid: caller.workerSid,
      link_event_id: eventId,
      source_ip: LISTENER.sourceIp,
      delivery: 'stream',
      request_id: 'request-2',
    });
    expect(world.audit[1]).toMatchObject({
      event: 'media_refused',
      worker_sid: caller.workerSid,
      source_ip: '198.51.100.1',
      user_agent: 'curl/8',
      request_id: 'request-9',
    });
  });

  test('lets nothing of its token into the trail', async () => {
    const world = plainWorld();
    await bodyOf(world.request());
    await refusal(world.request({ client: { sourceIp: '198.51.100.1', userAgent: 'curl/8' } }));
    expect(JSON.stringify(world.audit)).not.toContain(world.token);
  });
});
