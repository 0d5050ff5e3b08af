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
 * The code that every worker starts with, compiled once per process: a worker has none of the host's TypeScript loaders,
 * so that nothing but the bundle's own modules and Node's run beside the handler.
 */
export const workerCode = (): Promise<string> => {
  compiled ??= compile();
  return compiled;
};
