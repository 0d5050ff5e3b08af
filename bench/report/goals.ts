import type { HandlerResult, Measurements } from '../results.ts';
import type { VariantName } from '../variants/variant.ts';

/** A goal: its name, its limit and the measured value. */
export interface Goal {
  readonly goal: string;
  readonly atMost: number;
  readonly measured: number;
  /** Unit of `measured` and `atMost`. Empty for a count. */
  readonly unit: '×' | 'KB' | 'MB' | '%' | '';
  readonly met: boolean;
  /** Where the value was measured. Of several values, the place of the worst. */
  readonly where: string;
}

interface Measured {
  readonly value: number | undefined;
  readonly where: string;
}

/** Returns the goal, judged by its worst value, or an empty list when no value was measured. */
const goal = (name: string, atMost: number, unit: Goal['unit'], values: readonly Measured[]): Goal[] => {
  const [worst] = values
    .flatMap(({ value, where }) => (value === undefined || Number.isNaN(value) ? [] : [{ value, where }]))
    .sort((a, b) => b.value - a.value);
  if (!worst) return [];
  return [{ goal: name, atMost, measured: worst.value, unit, met: worst.value <= atMost, where: worst.where }];
};

/** Returns all goals for which this run has values. */
export const goalsOf = ({ handlers, bundles, latencies, media, concurrency, frozen }: Measurements): Goal[] => {
  const ours = (value: (result: HandlerResult) => number | undefined): Measured[] =>
    handlers
      .filter(({ variant }) => variant === 'ours')
      .map(result => ({ value: value(result), where: `Node ${result.node}, ${result.transport}` }));
  const kilobytes = (name: string, size: 'bytes' | 'gzippedBytes'): Measured[] =>
    bundles
      .filter(bundle => bundle.name === name)
      .map(bundle => ({ value: bundle[size] / 1000, where: 'as synthesized' }));
  const latency = (plays: string, quantile: 'p50Ms' | 'p95Ms', variant: VariantName = 'ours'): Measured[] =>
    (latencies ?? [])
      .filter(one => one.variant === variant && one.plays === plays)
      .map(one => ({ value: one[quantile] / one.boundMs, where: `bound ${one.boundMs} ms` }));
  const largest = concurrency?.at(-1);
  return [
    ...goal(
      'cold start / four bare calls',
      2.6,
      '×',
      ours(result => result.toFloor?.median),
    ),
    ...goal(
      'cold start / the open peer, unbundled',
      0.42,
      '×',
      ours(result => result.toPeer?.median),
    ),
    ...goal('url-provider bundle', 230, 'KB', kilobytes('url-provider', 'bytes')),
    ...goal('url-provider bundle, gzipped', 80, 'KB', kilobytes('url-provider', 'gzippedBytes')),
    ...goal('media bundle', 250, 'KB', kilobytes('media', 'bytes')),
    ...goal('twilio-events bundle', 250, 'KB', kilobytes('twilio-events', 'bytes')),
    ...goal(
      'RSS above the floor',
      12,
      'MB',
      ours(result => result.rssAboveFloorMb?.median),
    ),
    ...goal(
      'warm CPU / straightforward handler',
      0.5,
      '×',
      ours(result => result.warmCpuToStraightforward?.median),
    ),
    ...goal('latency p50 / bound', 1.04, '×', latency('new token', 'p50Ms')),
    ...goal('latency p95 / bound', 1.06, '×', latency('new token', 'p95Ms')),
    ...goal('latency p50, token seen before / bound', 1.1, '×', latency('token seen before', 'p50Ms')),
    ...goal('first byte of a range / plain ranged GET', 1.2, '×', [
      { value: media?.rangeToPlainGet, where: 'encrypted, opened before, no delays' },
    ]),
    ...goal('first byte of a range / plain ranged GET, with delays', 1.2, '×', [
      { value: media?.lateRangeToPlainGet, where: 'encrypted, opened before, S3 15 ms, tables 6 ms' },
    ]),
    ...goal('first play of 42 MB, first byte / reading it once', 1.15, '×', [
      { value: media?.firstPlayToOneRead, where: 'encrypted' },
    ]),
    ...goal(
      'plays that failed, many at once',
      0,
      '',
      (concurrency ?? []).map(one => ({ value: one.failed, where: `${one.playsAtOnce} at once` })),
    ),
    ...goal(
      'links without audit event',
      0,
      '',
      (concurrency ?? []).map(one => ({ value: one.unrecorded, where: `${one.playsAtOnce} at once` })),
    ),
    // A lower value means that something other than the CPU limits the throughput. Uses the largest burst, because a small one is too short.
    ...goal('main thread idle, many plays at once', 10, '%', [
      {
        value: largest && (1 - largest.mainThreadShare) * 100,
        where: `${largest?.playsAtOnce} at once`,
      },
    ]),
    ...goal('plays that failed after a freeze', 0, '', [
      { value: frozen?.failed, where: `${frozen?.plays} connections closed` },
    ]),
  ];
};
