import { setTimeout } from 'node:timers/promises';
import type { BenchWorld } from '../bench-world.ts';
import type { NodeRuntime } from '../runs/node-runtimes.ts';

/** The results of plays in an environment that was frozen while the services closed its connections. */
export interface Frozen {
  readonly plays: number;
  readonly failed: number;
}

/** Time for an order, or for the closing of a connection, to arrive at the frozen process. */
const FROZEN_MS = 30;

/**
 * Freezes an environment as Lambda does, closes its connections, and plays immediately after the thaw: the environment
 * notices the closed sockets only when it uses them.
 */
export const playsAfterFreeze = async (
  { variant, workers, upstreams }: BenchWorld,
  options: { readonly runtime: NodeRuntime; readonly plays: number; readonly onPlay: () => void },
): Promise<Frozen> => {
  const { tls } = upstreams;
  const player = await workers.startPlayer({ node: options.runtime.path, variant: variant('ours'), upstreams: tls });
  let failed = 0;
  try {
    for (let done = 0; done < options.plays; done++) {
      await player.play({ plays: 1, token: 'fresh' });
      player.freeze();
      // The order is in the channel before the sockets are closed, and so the process sees it first.
      const played = player.play({ plays: 1, token: 'fresh' });
      await setTimeout(FROZEN_MS);
      tls.dropConnections();
      await setTimeout(FROZEN_MS);
      player.thaw();
      await played.catch(() => {
        failed += 1;
      });
      options.onPlay();
    }
  } finally {
    player.stop();
  }
  return { plays: options.plays, failed };
};
