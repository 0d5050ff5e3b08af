import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type * as esbuild from 'esbuild';
import type { FunctionName } from '../config/playback-config.ts';
import { bundleOptions } from './bundle-options.ts';

/** The functions' sources. */
export const LAMBDA_DIR = fileURLToPath(new URL('../../lambda', import.meta.url));

const built = new Map<FunctionName, Uint8Array>();

/**
 * Bundles the code of lambda/`name`/index.ts into one file, in this process, without shell or network. Builds a bundle once
 * per process, because a process has one version of the sources.
 */
export const buildBundle = (name: FunctionName, outfile: string, { sourceMap = false } = {}): void => {
  // Loaded when it is needed: the published package has bundles and no esbuild.
  const { buildSync } = createRequire(import.meta.url)('esbuild') as typeof esbuild;
  const options = bundleOptions(`${LAMBDA_DIR}/${name}/index.ts`, outfile);
  // Not kept: the paths in a source map are relative to the bundle's folder.
  if (sourceMap) return void buildSync({ ...options, sourcemap: 'linked' });
  const bundle = built.get(name) ?? buildSync({ ...options, write: false }).outputFiles[0]?.contents;
  if (!bundle) throw new Error(`esbuild made no bundle of ${name}`);
  built.set(name, bundle);
  mkdirSync(dirname(outfile), { recursive: true });
  writeFileSync(outfile, bundle);
};
