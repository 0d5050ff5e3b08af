import type { BenchWorld } from '../bench-world.ts';
import { quantile, shuffled } from '../report/statistics.ts';
import type { NodeRuntime } from '../runs/node-runtimes.ts';
import { type Delays, NO_DELAYS } from '../stubs/upstreams.ts';
import { FOUR_CALLS, type VariantName } from '../variants/variant.ts';

/** Typical delays of the services, in milliseconds, when the region is near. */
export const REALISTIC_DELAYS: Delays = { iam: 60, s3: 15, catalog: 6, audit: 6 };
/** No play can be faster: the three calls at the same time, then the audit item. */
const BOUND_MS = Math.max(REALISTIC_DELAYS.iam, REALISTIC_DELAYS.s3, REALISTIC_DELAYS.catalog) + REALISTIC_DELAYS.audit;
/** Without the request to Twilio: the token was validated shortly before. */
const CACHE_HIT_BOUND_MS = Math.max(REALISTIC_DELAYS.s3, REALISTIC_DELAYS.catalog) + REALISTIC_DELAYS.audit;
const WARM_UP_PLAYS = 200;
const PLAYS_A_TURN = 20;

/** How long a warm play takes, over TLS. */
export interface Latency {
  readonly variant: VariantName;
  readonly plays: 'new token' | 'token seen before';
  readonly boundMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

/** Measures warm plays with the services' delays, the variants in turns. Only our handler remembers tokens. */
export const latencies = async (
  { variants, variant, workers, upstreams }: BenchWorld,
  options: { readonly runtime: NodeRuntime; readonly turns: number; readonly onTurn: () => void },
): Promise<Latency[]> => {
  const { tls } = upstreams;
  const start = (name: VariantName) =>
    workers.startPlayer({ node: options.runtime.path, variant: variant(name), upstreams: tls });
  const names = fourCallVariants(variants);
  const cases = [
    ...names.map(name => ({ name, token: 'fresh' as const, plays: 'new token' as const, boundMs: BOUND_MS })),
    ...names
      .filter(name => name === 'ours')
      .map(name => ({
        name,
        token: 'same' as const,
        plays: 'token seen before' as const,
        boundMs: CACHE_HIT_BOUND_MS,
      })),
  ];
  const running: { of: (typeof cases)[number]; player: Awaited<ReturnType<typeof start>>; milliseconds: number[] }[] =
    [];
  for (const of of cases) {
    const player = await start(of.name);
    await player.play({ plays: WARM_UP_PLAYS, token: of.token });
    running.push({ of, player, milliseconds: [] });
  }
  tls.delayBy(REALISTIC_DELAYS);
  try {
    for (let turn = 0; turn < options.turns; turn++) {
      for (const { of, player, milliseconds } of shuffled(running)) {
        milliseconds.push(...(await player.play({ plays: PLAYS_A_TURN, token: of.token })).milliseconds);
        options.onTurn();
      }
    }
  } finally {
    tls.delayBy(NO_DELAYS);
    for (const { player } of running) player.stop();
  }
  return running.map(({ of: { name, plays, boundMs }, milliseconds }) => ({
    variant: name,
    plays,
    boundMs,
    p50Ms: quantile(milliseconds, 0.5),
    p95Ms: quantile(milliseconds, 0.95),
  }));
};

const fourCallVariants = (variants: BenchWorld['variants']): VariantName[] =>
  variants.filter(({ calls }) => calls === FOUR_CALLS).map(({ name }) => name);

export const latencyTurns = (world: BenchWorld, turns: number): number =>
  (fourCallVariants(world.variants).length + (world.variants.some(({ name }) => name === 'ours') ? 1 : 0)) * turns;
