import { type BenchWorld, TRANSPORTS } from '../bench-world.ts';
import { shuffled } from '../report/statistics.ts';
import type { NodeRuntime } from '../runs/node-runtimes.ts';
import type { Transport } from '../stubs/upstreams.ts';
import type { VariantName } from '../variants/variant.ts';

const WARM_UP_PLAYS = 300;
const PLAYS = 400;

/** One variant under one Node and transport: CPU milliseconds per play, one value per round. */
export interface WarmCpu {
  readonly variant: VariantName;
  readonly node: string;
  readonly transport: Transport;
  readonly cpuMs: number[];
}

/** Measures the CPU time of warm plays, each with a new token. Each round runs every variant once, in new processes. */
export const warmCpu = async (
  { variants, workers, upstreams }: BenchWorld,
  options: { readonly runtimes: readonly NodeRuntime[]; readonly rounds: number; readonly onRun: () => void },
): Promise<WarmCpu[]> => {
  const cells = options.runtimes.flatMap(runtime =>
    TRANSPORTS.flatMap(transport =>
      variants.map(variant => ({
        runtime,
        variant,
        measured: { variant: variant.name, node: runtime.version, transport, cpuMs: [] as number[] },
      })),
    ),
  );
  for (let round = 0; round < options.rounds; round++) {
    for (const { runtime, variant, measured } of shuffled(cells)) {
      const player = await workers.startPlayer({
        node: runtime.path,
        variant,
        upstreams: upstreams[measured.transport],
      });
      await player.play({ plays: WARM_UP_PLAYS, token: 'fresh' });
      const { cpuMs } = await player.play({ plays: PLAYS, token: 'fresh' });
      player.stop();
      measured.cpuMs.push(cpuMs / PLAYS);
      options.onRun();
    }
  }
  return cells.map(({ measured }) => measured);
};

export const warmCpuRuns = (world: BenchWorld, runtimes: readonly NodeRuntime[], rounds: number): number =>
  world.variants.length * TRANSPORTS.length * runtimes.length * rounds;
