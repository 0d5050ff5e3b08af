import { describe, expect, test } from 'vitest';
import { goalsOf } from '../../../bench/report/goals.ts';
import { pairedRatio, quantile, spreadOf } from '../../../bench/report/statistics.ts';
import type { HandlerResult } from '../../../bench/results.ts';

const at = (value: number) => spreadOf([value]);

const ours = (transport: 'tls' | 'plain', toFloor: number): HandlerResult => ({
  variant: 'ours',
  node: 'v24.0.0',
  transport,
  initMs: at(1),
  initAndAnswerMs: at(1),
  cpuToAnswerMs: at(1),
  processMs: at(1),
  rssMb: at(1),
  toFloor: at(toFloor),
  toPeer: undefined,
  cpuToAnswerToFloor: undefined,
  rssAboveFloorMb: undefined,
  warmCpuMs: spreadOf([]),
  warmCpuToStraightforward: undefined,
});

describe('a goal of the bench', () => {
  test('is judged by the worst of its values', () => {
    const [goal] = goalsOf({ handlers: [ours('tls', 2.5), ours('plain', 2.7)], bundles: [] });
    expect(goal).toMatchObject({ measured: 2.7, met: false, where: 'Node v24.0.0, plain' });
  });

  test('is met when the value equals the limit', () => {
    expect(goalsOf({ handlers: [ours('tls', 2.6)], bundles: [] })).toMatchObject([{ met: true }]);
  });

  test('is left out when no value was measured', () => {
    expect(goalsOf({ handlers: [], bundles: [] })).toEqual([]);
  });
});

describe('the throughput of many plays at once', () => {
  const burst = (playsAtOnce: number, mainThreadShare: number) => ({
    playsAtOnce,
    playsPerSecond: 1,
    p50Ms: 1,
    p99Ms: 1,
    cpuShare: 0.5,
    mainThreadShare,
    failed: 0,
    unrecorded: 0,
  });

  test('is judged by how idle the main thread is in the largest burst', () => {
    const goals = goalsOf({ handlers: [], bundles: [], concurrency: [burst(50, 0.2), burst(800, 0.95)] });
    const idle = goals.find(({ goal }) => goal.startsWith('main thread idle'));
    expect(idle).toMatchObject({ met: true, where: '800 at once' });
    expect(idle?.measured).toBeCloseTo(5);
  });
});

describe('statistics of the bench', () => {
  test('interpolates between two values', () => {
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
    expect(quantile([10, 20], 0.95)).toBeCloseTo(19.5);
  });

  test('compares runs of the same round only', () => {
    expect(pairedRatio([2, 40, 6], [1, 10, 3]).median).toBe(2);
  });
});
