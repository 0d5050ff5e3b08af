import { describe, expect, test } from 'vitest';
import { createThrottle } from '../../../../local/http-api/throttle.ts';

describe("the HTTP API's throttle", () => {
  test('accepts one burst of requests, then refills at the configured rate up to the burst', () => {
    let now = 0;
    const admits = createThrottle({ ratePerSecond: 2, burst: 3 }, () => now);
    const admitted = (tries: number) => Array.from({ length: tries }, admits).filter(Boolean).length;
    expect(admitted(5)).toBe(3);
    now = 499;
    expect(admitted(1)).toBe(0);
    now = 1000;
    expect(admitted(5)).toBe(2);
    now = 60_000;
    expect(admitted(5)).toBe(3);
  });
});
