import { type BenchWorld, TRANSPORTS } from '../bench-world.ts';
import { shuffled } from '../report/statistics.ts';
import type { FirstAnswer } from '../runs/messages.ts';
import type { NodeRuntime } from '../runs/node-runtimes.ts';
import type { Transport } from '../stubs/upstreams.ts';
import type { VariantName } from '../variants/variant.ts';

/** One variant under one Node and transport, with one answer per round, so that variants can be compared by round. */
export interface ColdStart {
  readonly variant: VariantName;
  readonly node: string;
  readonly transport: Transport;
  readonly answers: FirstAnswer[];
}

/** Measures new processes: each round runs every variant once, in random order. The first round only warms the caches. */
export const coldStarts = async (
  { variants, workers, upstreams }: BenchWorld,
  options: {
    readonly runtimes: readonly NodeRuntime[];
    readonly rounds: number;
    readonly onRun: () => void;
  },
): Promise<ColdStart[]> => {
  const cells = options.runtimes.flatMap(runtime =>
    TRANSPORTS.flatMap(transport =>
      variants.map(variant => ({
        runtime,
        variant,
        measured: { variant: variant.name, node: runtime.version, transport, answers: [] as FirstAnswer[] },
      })),
    ),
  );
  for (let round = 0; round <= options.rounds; round++) {
    for (const { runtime, variant, measured } of shuffled(cells)) {
      const answer = await workers.playOnce({
        node: runtime.path,
        variant,
        upstreams: upstreams[measured.transport],
      });
      if (round > 0) measured.answers.push(answer);
      options.onRun();
    }
  }
  return cells.map(({ measured }) => measured);
};

export const coldStartRuns = (world: BenchWorld, runtimes: readonly NodeRuntime[], rounds: number): number =>
  world.variants.length * TRANSPORTS.length * runtimes.length * (rounds + 1);
