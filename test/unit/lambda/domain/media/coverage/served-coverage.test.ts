import { describe, expect, test } from 'vitest';
import { collect } from '../../../../../support/byte-stream.ts';
import { MediaWorld } from '../../../../../support/media-world.ts';
import { encryptedVector } from '../../../../../support/vectors.ts';
import { wavFile } from '../../../../../support/wav.ts';

/** Four seconds: 44 bytes of header and 64,000 of audio. */
const FILE = wavFile([Array.from({ length: 32_000 }, () => 0)]);

/** Fetches a range as a listener does, and lets the function do what is left afterwards. */
const fetched = async (world: MediaWorld, range: string, requestId: string) => {
  const served = await world.request({ range: { range }, requestId });
  if (!served.ok || !served.value.body) throw new Error('not served');
  const callsBefore = world.calls.length;
  const bytes = await collect(served.value.body).catch(() => Buffer.alloc(0));
  const duringAnswer = world.calls.slice(callsBefore);
  const noted = await served.value.noteSent?.();
  return { bytes, noted, duringAnswer };
};
const coverageOf = async (world: MediaWorld) => {
  const found = await world.coverages.find(world.lease.linkHash);
  return found.ok ? found.value : undefined;
};

describe('the coverage of a streamed link', () => {
  test('has the ranges that left, and nothing waits for it while the answer runs', async () => {
    const world = new MediaWorld(FILE);
    for (const [index, range] of ['bytes=0-32043', 'bytes=16000-20000', 'bytes=60000-'].entries()) {
      const { noted, duringAnswer } = await fetched(world, range, `request-${index}`);
      expect(noted).toEqual({ ok: true, value: undefined });
      expect(duringAnswer.filter(call => call.startsWith('coverage'))).toEqual([]);
    }
    expect(await coverageOf(world)).toMatchObject({
      version: 3,
      ranges: [
        [0, 32_044],
        [60_000, 64_044],
      ],
      bytes: 32_044 + 4_001 + 4_044,
      sizeBytes: 64_044,
      timeline: { offsetBytes: 44, bytesPerSecond: 16_000, seconds: 4 },
    });
  });

  test('has only the bytes that left when the answer was cut off', async () => {
    const world = new MediaWorld(FILE);
    world.bodyEndsAfterBytes = 10_000;
    await fetched(world, 'bytes=0-', 'request-1');
    expect(await coverageOf(world)).toMatchObject({ ranges: [[0, 10_000]], bytes: 10_000 });
  });

  test('is counted for an instance that has opened the recording before and reads early', async () => {
    const world = new MediaWorld(FILE);
    await fetched(world, 'bytes=0-99', 'request-1');
    await fetched(world, 'bytes=100-199', 'request-2');
    world.restart();
    await fetched(world, 'bytes=200-299', 'request-3');
    expect(await coverageOf(world)).toMatchObject({ version: 3, ranges: [[0, 300]] });
  });

  test('is that of the audio of an encrypted recording, whose header is read when it leaves', async () => {
    const { object, details, plaintextBytes } = encryptedVector('rsa2048');
    const world = new MediaWorld(object, details);
    await fetched(world, 'bytes=100-199', 'request-1');
    expect((await coverageOf(world))?.timeline).toBeUndefined();
    await fetched(world, 'bytes=0-99', 'request-2');
    expect(await coverageOf(world)).toMatchObject({
      ranges: [[0, 200]],
      sizeBytes: plaintextBytes,
      timeline: { offsetBytes: 44 },
    });
  });

  test('does not change the answer when it cannot be stored', async () => {
    const world = new MediaWorld(FILE);
    world.fails = { 'coverage find': { code: 'unavailable', reason: 'coverage_throttled' } };
    const { bytes, noted } = await fetched(world, 'bytes=0-', 'request-1');
    expect(bytes).toEqual(FILE);
    expect(noted).toMatchObject({ ok: false, error: { reason: 'coverage_throttled' } });
  });

  test('has nothing of HEAD requests and of ranges that do not exist', async () => {
    const world = new MediaWorld(FILE);
    for (const request of [{ method: 'HEAD' }, { range: { range: 'bytes=99999-' } }] as const) {
      const served = await world.request(request);
      expect(served.ok && served.value.noteSent).toBeUndefined();
    }
    expect(await coverageOf(world)).toBeUndefined();
  });
});
