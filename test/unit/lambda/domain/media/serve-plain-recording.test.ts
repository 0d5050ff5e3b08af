import { describe, expect, test } from 'vitest';
import type { MediaRequest } from '../../../../../lambda/domain/media/media-request.ts';
import { MAX_ANSWER_BYTES } from '../../../../../lambda/domain/media/select-answer.ts';
import { ok } from '../../../../../lambda/domain/shared/result.ts';
import { collect, inChunks } from '../../../../support/byte-stream.ts';
import { bodyOf, plainWorld, refusal, served } from '../../../../support/media-answers.ts';
import { failure } from '../../../../support/media-world.ts';

describe('a streamed link to a plain recording', () => {
  test('serves the object unchanged, and calls neither KMS nor the catalog', async () => {
    const world = plainWorld();
    expect(await bodyOf(world.request())).toEqual(world.object);
    expect(world.calls.filter(call => /^(kms|note)/.test(call))).toEqual([]);
  });

  test('serves a replaced object under its own entity tag', async () => {
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
  ])('answers %s by the replaced object', async (_, request, headers) => {
    const world = plainWorld();
    await bodyOf(world.request());
    world.object = Buffer.from('RIFFsizeWAVE and is longer');
    expect((await served(world.request(request))).headers).toMatchObject({ ETag: world.etag, ...headers });
  });

  test.each<[string, Buffer, string]>([
    ['that is no audio', Buffer.alloc(1_000, 'noise'), 'format_unknown'],
    ['without a byte', Buffer.alloc(0), 'object_empty'],
  ])(
    'refuses an object %s that replaces the former one, and serves the next valid object',
    async (_, other, reason) => {
      const world = plainWorld();
      await bodyOf(world.request());
      world.object = other;
      expect(await refusal(world.request())).toBe(`recording_not_playable ${reason}`);
      expect(world.events.at(-1)).toBe(`not_playable ${reason}`);
      expect(await refusal(world.request({ method: 'HEAD' }))).toBe(`recording_not_playable ${reason}`);

      world.object = Buffer.from('RIFFsizeWAVE once more');
      expect(await bodyOf(world.request())).toEqual(world.object);
    },
  );

  test('states the format, also when the object was replaced by one of another format', async () => {
    const world = plainWorld();
    expect((await served(world.request())).headers).toMatchObject({ 'Content-Type': 'audio/wav' });
    world.object = Buffer.from('ID3 4 0size and frames'.replaceAll(' ', '\0'), 'latin1');
    for (const request of [{}, { method: 'HEAD' }, { range: { range: 'bytes=0-3' } }] as const) {
      expect((await served(world.request(request))).headers).toMatchObject({ 'Content-Type': 'audio/mpeg' });
    }
  });

  test('reads the format from the object when the lease does not state it', async () => {
    const world = plainWorld();
    const { contentType, ...object } = world.lease.object;
    world.lease = { ...world.lease, object };
    expect((await served(world.request())).headers).toMatchObject({ 'Content-Type': contentType });
    world.restart();
    world.object = Buffer.from('no audio at all');
    expect(await refusal(world.request())).toBe('recording_not_playable format_unknown');
  });

  test.each(['HEAD', 'GET'] as const)(
    'answers unavailable to %s while the bucket fails, although it has played the recording',
    async method => {
      const world = plainWorld();
      await bodyOf(world.request());
      world.fails = { 'bucket describe': failure('unavailable') };
      expect(await refusal(world.request({ method, range: { range: 'bytes=15-' } }))).toBe(
        'unavailable unavailable_in_test',
      );
    },
  );

  test('answers HEAD with the length of the whole object and no body, also with a range', async () => {
    const answer = await served(plainWorld().request({ method: 'HEAD', range: { range: 'bytes=0-3' } }));
    expect(answer).toMatchObject({ status: 200, headers: { 'Content-Length': '15', 'Accept-Ranges': 'bytes' } });
    expect(answer.body).toBeUndefined();
  });

  test('answers 416 with the length for a range beyond the end', async () => {
    const answer = await served(plainWorld().request({ range: { range: 'bytes=15-' } }));
    expect(answer).toMatchObject({ status: 416, headers: { 'Content-Range': 'bytes */15' } });
    expect(answer.body).toBeUndefined();
  });

  test('breaks the answer off when the bucket gives too few bytes', async () => {
    const world = plainWorld();
    world.bodyEndsAfterBytes = 4;
    const { body } = await served(world.request());
    await expect(collect(body as AsyncIterable<Uint8Array>)).rejects.toThrow('4 of 15 bytes');
  });

  test('requires a range for an object that is larger than one answer can be', async () => {
    const world = plainWorld();
    world.lease = { ...world.lease, object: { ...world.lease.object, sizeBytes: MAX_ANSWER_BYTES + 1 } };
    expect(await refusal(world.request())).toBe('range_required larger_than_one_answer');
    expect((await served(world.request({ range: { range: 'bytes=0-3' } }))).status).toBe(206);

    world.lease = { ...world.lease, object: { ...world.lease.object, sizeBytes: MAX_ANSWER_BYTES } };
    world.restart();
    const readPart = async () =>
      ok({ etag: world.etag, lengthBytes: MAX_ANSWER_BYTES, body: inChunks(world.object, [1]) });
    world.dependencies = { ...world.dependencies, source: { ...world.dependencies.source, readPart } };
    expect((await served(world.request())).headers).toMatchObject({ 'Content-Length': String(MAX_ANSWER_BYTES) });
  });
});
