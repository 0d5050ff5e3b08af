import { Agent, get } from 'node:http';
import { availableParallelism } from 'node:os';
import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { startLocalStack } from '../../local/stack.ts';
import { REALISTIC_DELAYS } from '../latency/latency.ts';
import { quantile } from '../report/statistics.ts';
import { startDelayingProxy } from './delaying-proxy.ts';

const PLAYS_AT_ONCE = [50, 200, 800];
const QUICK_PLAYS_AT_ONCE = [20, 50];

/** The results of a number of parallel plays on the local stack, with its gateway, functions, bucket and tables. */
export interface Concurrency {
  readonly playsAtOnce: number;
  readonly playsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** CPU use of the whole stack, including the clients: 1 when every core was busy. */
  readonly cpuShare: number;
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
      // The gateway would refuse most of a burst, as it should.
      throttle: { ratePerSecond: 10_000, burst: 5_000 },
    },
  });
  const { description } = stack;
  iam.target = description.twilio;
  const dynamoDb = new DynamoDBClient({
    region: 'us-east-1',
    endpoint: description.aws,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  try {
    await delayAws(description.aws, [
      { service: 's3', operation: 'GetObject', delayMs: REALISTIC_DELAYS.s3 },
      { service: 'dynamodb', operation: 'GetItem', delayMs: REALISTIC_DELAYS.catalog },
      { service: 'dynamodb', operation: 'PutItem', delayMs: REALISTIC_DELAYS.audit },
    ]);
    const results: Concurrency[] = [];
    for (const playsAtOnce of options.quick ? QUICK_PLAYS_AT_ONCE : PLAYS_AT_ONCE) {
      await burst(description, playsAtOnce);
      const before = await auditEvents(dynamoDb, description.tables.audit);
      const measured = await burst(description, playsAtOnce);
      const recorded = (await auditEvents(dynamoDb, description.tables.audit)) - before;
      const links = playsAtOnce - measured.failed;
      results.push({ playsAtOnce, ...measured, unrecorded: Math.max(0, links - recorded) });
      options.onBurst();
    }
    return results;
  } finally {
    dynamoDb.destroy();
    await stack.close();
    await iam.close();
  }
};

export const concurrencyBursts = (quick: boolean): number => (quick ? QUICK_PLAYS_AT_ONCE : PLAYS_AT_ONCE).length;

type Description = Awaited<ReturnType<typeof startLocalStack>>['description'];

const burst = async ({ urlProvider, tokens, recordings }: Description, playsAtOnce: number) => {
  const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
  const url = `${urlProvider}?recording_sid=${recordings[0]?.sid}`;
  const authorization = `Basic ${Buffer.from(`token:${tokens.supervisor}`).toString('base64')}`;
  const play = (): Promise<{ milliseconds: number; isLink: boolean }> =>
    new Promise(resolve => {
      const startedAt = performance.now();
      const settle = (isLink: boolean) => resolve({ milliseconds: performance.now() - startedAt, isLink });
      get(url, { agent, headers: { authorization } }, response => {
        response.on('end', () => settle(response.statusCode === 200)).resume();
      }).on('error', () => settle(false));
    });
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  const plays = await Promise.all(Array.from({ length: playsAtOnce }, play));
  const tookMs = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpuBefore);
  agent.destroy();
  const milliseconds = plays.map(one => one.milliseconds);
  return {
    playsPerSecond: (playsAtOnce * 1000) / tookMs,
    p50Ms: quantile(milliseconds, 0.5),
    p99Ms: quantile(milliseconds, 0.99),
    cpuShare: (user + system) / 1000 / tookMs / availableParallelism(),
    failed: plays.filter(({ isLink }) => !isLink).length,
  };
};

const auditEvents = async (client: DynamoDBClient, table: string): Promise<number> => {
  let events = 0;
  const input = { TableName: table, ConsistentRead: true, Select: 'COUNT' } as const;
  for await (const { Count = 0 } of paginateScan({ client }, input)) events += Count;
  return events;
};

interface AwsDelay {
  readonly service: string;
  readonly operation: string;
  readonly delayMs: number;
}

const delayAws = async (url: string, delays: readonly AwsDelay[]): Promise<void> => {
  for (const delay of delays) {
    const response = await fetch(`${url}/__faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ fault: 'delay', count: 1_000_000, ...delay }),
    });
    if (!response.ok) throw new Error(`The local AWS did not accept the delay: ${await response.text()}`);
  }
};
