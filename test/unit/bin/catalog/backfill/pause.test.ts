import { describe, expect, test } from 'vitest';
import { pause } from '../../../../../bin/catalog/backfill/pause.ts';

const DAY_MS = 86_400_000;

describe('pause', () => {
  test('returns early when the signal is aborted', async () => {
    const stop = new AbortController();
    const paused = pause(DAY_MS, stop.signal);
    stop.abort();
    await expect(paused).resolves.toBeUndefined();
  });

  test('returns at once when the signal was already aborted', async () => {
    await expect(pause(DAY_MS, AbortSignal.abort())).resolves.toBeUndefined();
  });

  test('returns after the given time', async () => {
    await expect(pause(1, new AbortController().signal)).resolves.toBeUndefined();
  });
});
