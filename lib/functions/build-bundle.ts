import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type * as esbuild from 'esbuild';
import type { FunctionName } from '../config/playback-config.ts';
import { bundleOptions } from './bundle-options.ts';

/** The functions' sources. */
export const LAMBDA_DIR = fileURLToPath(new URL('../../lambda', import.meta.url));

/** Bundles the code of lambda/`name`/index.ts into one file, in this process, without shell or network. */
export const buildBundle = (name: FunctionName, outfile: string, { sourceMap = false } = {}): void => {
  // Loaded when it is needed: the published package has bundles and no esbuild.
  const { buildSync } = createRequire(import.meta.url)('esbuild') as typeof esbuild;
  const options = bundleOptions(`${LAMBDA_DIR}/${name}/index.ts`, outfile);
  buildSync({ ...options, sourcemap: sourceMap && 'linked' });
};
