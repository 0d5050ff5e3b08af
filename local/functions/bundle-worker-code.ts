import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const compile = async (): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('./worker/bootstrap.ts', import.meta.url))],
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    write: false,
  });
  return outputFiles.map(file => file.text).join('');
};

let compiled: Promise<string> | undefined;

/**
 * Returns the start code of every worker, compiled once per process. It is compiled because a worker has no TypeScript
 * loader: only this code, the bundle and Node's own modules run in it.
 */
export const bundleWorkerCode = (): Promise<string> => {
  compiled ??= compile();
  return compiled;
};
