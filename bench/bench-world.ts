import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Workers, workersIn } from './runs/start-worker.ts';
import { startUpstreams, type Transport, type Upstreams } from './stubs/upstreams.ts';
import { synthesizeDeployment } from './variants/deployment.ts';
import { VARIANTS, type Variant, type VariantName } from './variants/variant.ts';
import { buildYardstick } from './variants/yardsticks.ts';

export const TRANSPORTS = ['tls', 'plain'] as const satisfies readonly Transport[];

/** The built handlers and the stubs of the services that they call. */
export interface BenchWorld {
  readonly variants: readonly Variant[];
  readonly workers: Workers;
  readonly upstreams: Readonly<Record<Transport, Upstreams>>;
  variant(name: VariantName): Variant;
  close(): Promise<void>;
}

/** Builds the handlers and starts the stubs. `only` limits the variants. */
export const buildWorld = async (only: readonly VariantName[] = VARIANTS): Promise<BenchWorld> => {
  const folder = await mkdtemp(join(tmpdir(), 'flex-secure-playback-bench-'));
  const deployment = await synthesizeDeployment();
  const variants = VARIANTS.filter(name => only.includes(name)).map(name =>
    name === 'ours' ? deployment.variant : buildYardstick(name, folder),
  );
  const [tls, plain] = await Promise.all([startUpstreams('tls'), startUpstreams('plain')]);
  return {
    variants,
    workers: workersIn(folder, deployment),
    upstreams: { tls, plain },
    variant: name => {
      const found = variants.find(variant => variant.name === name);
      if (!found) throw new Error(`${name} was left out`);
      return found;
    },
    close: async () => {
      await Promise.all([tls.close(), plain.close(), deployment.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
};
