import { availableParallelism } from 'node:os';
import { startLocalStack } from '../../local/stack.ts';
import { auditTrail } from '../../test/support/playback-client.ts';
import { REALISTIC_DELAYS } from '../latency/latency.ts';
import { runChild } from '../media/child.ts';
import { quantile } from '../report/statistics.ts';
import { delayAws } from './aws-delays.ts';
import type { Burst } from './burst-clients.ts';
import { startDelayingProxy } from './delaying-proxy.ts';

const PLAYS_AT_ONCE = [50, 200, 800];
const QUICK_PLAYS_AT_ONCE = [20, 50];

/** The results of a number of parallel plays on the local stack, with its gateway, functions, bucket and tables. */
export interface Concurrency {
  readonly playsAtOnce: number;
  readonly playsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** CPU use of the whole stack without the clients: 1 when every core was busy. */
  readonly cpuShare: number;
  /** CPU use of the thread that runs the gateway, AWS and Twilio. At 1, this thread limits the throughput. */
  readonly mainThreadShare: number;
  /** Plays that got no link. */
  readonly failed: number;
  /** Links without an audit event. */
  readonly unrecorded: number;
}

/**
 * Measures bursts of plays. Each burst runs twice, because the first starts the execution environments.
 * Tokens are not remembered.
 */
export const concurrentPlays = async (options: {
  readonly quick: boolean;
  readonly onBurst: () => void;
}): Promise<Concurrency[]> => {
  const iam = await startDelayingProxy(REALISTIC_DELAYS.iam);
  const stack = await startLocalStack({
    playback: {
      iamBaseUrl: iam.url,
      tokenCacheSeconds: 0,
      // With the normal limits, the gateway and Lambda would refuse most of a burst.
      throttle: { ratePerSecond: 10_000, burst: 5_000 },
      reservedConcurrency: {},
    },
  });
  const { description } = stack;
  iam.target = description.twilio;
  try {
    const delays = await delayAws(description.aws, [
      { service: 's3', operation: 'GetObject', delayMs: REALISTIC_DELAYS.s3 },
      { service: 'dynamodb', operation: 'GetItem', delayMs: REALISTIC_DELAYS.catalog },
      { service: 'dynamodb', operation: 'PutItem', delayMs: REALISTIC_DELAYS.audit },
    ]);
    const results: Concurrency[] = [];
    for (const playsAtOnce of options.quick ? QUICK_PLAYS_AT_ONCE : PLAYS_AT_ONCE) {
      await burst(description, playsAtOnce);
      results.push(await burst(description, playsAtOnce));
      options.onBurst();
    }
    await delays.end();
    return results;
  } finally {
    await stack.close();
    await iam.close();
  }
};

export const concurrencyBursts = (quick: boolean): number => (quick ? QUICK_PLAYS_AT_ONCE : PLAYS_AT_ONCE).length;

type Description = Awaited<ReturnType<typeof startLocalStack>>['description'];

const burst = async (description: Description, playsAtOnce: number): Promise<Concurrency> => {
  const url = `${description.urlProvider}?recording_sid=${description.recordings[0]?.sid}`;
  const cpuBefore = process.cpuUsage();
  const loopBefore = performance.eventLoopUtilization();
  const startedAt = performance.now();
  const { tookMs, plays } = await runChild<Burst>('../concurrency/burst-clients.ts', {
    args: [url, String(playsAtOnce)],
    env: { FLEX_TOKEN: description.tokens.supervisor },
  });
  const { user, system } = process.cpuUsage(cpuBefore);
  const loop = performance.eventLoopUtilization(loopBefore);
  // The start of the clients' process does not belong to the burst. The stack is idle during it.
  const loopShare = (loop.utilization * (performance.now() - startedAt)) / tookMs;
  const milliseconds = plays.map(play => play.milliseconds);
  const links = plays.flatMap(({ mediaUrl }) => mediaUrl ?? []);
  return {
    playsAtOnce,
    playsPerSecond: (playsAtOnce * 1000) / tookMs,
    p50Ms: quantile(milliseconds, 0.5),
    p99Ms: quantile(milliseconds, 0.99),
    cpuShare: (user + system) / 1000 / tookMs / availableParallelism(),
    mainThreadShare: Math.min(1, loopShare),
    failed: playsAtOnce - links.length,
    unrecorded: await unrecordedLinks(description, links),
  };
};

/** Returns the number of links whose audit event does not exist or belongs to another link, too. */
const unrecordedLinks = async (description: Description, links: readonly string[]): Promise<number> => {
  const recorded = new Set((await auditTrail(description)).map(({ event_id }) => event_id));
  const named = new Set(links.map(link => new URL(link).searchParams.get('x-audit-id') ?? ''));
  return links.length - [...named].filter(id => recorded.has(id)).length;
};
