import type { BundleSize } from './bundles/bundle-sizes.ts';
import type { Concurrency } from './concurrency/concurrency.ts';
import type { Frozen } from './concurrency/frozen.ts';
import type { Latency } from './latency/latency.ts';
import type { FirstBytes } from './media/first-byte.ts';
import type { Spread } from './report/statistics.ts';
import type { Transport } from './stubs/upstreams.ts';
import type { VariantName } from './variants/variant.ts';

/** One variant under one Node and transport. Each ratio is computed within a round. */
export interface HandlerResult {
  readonly variant: VariantName;
  readonly node: string;
  readonly transport: Transport;
  readonly initMs: Spread;
  readonly initAndAnswerMs: Spread;
  readonly cpuToAnswerMs: Spread;
  readonly processMs: Spread;
  readonly rssMb: Spread;
  readonly toFloor: Spread | undefined;
  readonly toPeer: Spread | undefined;
  readonly cpuToAnswerToFloor: Spread | undefined;
  readonly rssAboveFloorMb: Spread | undefined;
  readonly warmCpuMs: Spread;
  readonly warmCpuToStraightforward: Spread | undefined;
}

/** The measurements of a run. Parts that did not run are absent. */
export interface Measurements {
  readonly handlers: readonly HandlerResult[];
  readonly bundles: readonly BundleSize[];
  readonly latencies?: readonly Latency[];
  readonly media?: FirstBytes;
  readonly concurrency?: readonly Concurrency[];
  readonly frozen?: Frozen;
}
