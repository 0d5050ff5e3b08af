import { describe, expect, it } from 'vitest';
import { pauseUntil } from '../../bin/catalog/backfill/pause-until.ts';

const DAY_MS = 86_400_000;

describe('a pause', () => {
  it('ends when it is stopped in the middle', async () => {
    const stop = new AbortController();
    const pause = pauseUntil(stop.signal)(DAY_MS);
    stop.abort();
    await expect(pause).resolves.toBeUndefined();
  });

  it('does not begin once it is stopped', async () => {
    await expect(pauseUntil(AbortSignal.abort())(DAY_MS)).resolves.toBeUndefined();
  });

  it('ends by itself otherwise', async () => {
    await expect(pauseUntil(new AbortController().signal)(1)).resolves.toBeUndefined();
  });
});
