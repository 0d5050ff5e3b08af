import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Bundles a page's script and the modules that it imports, in memory. Nothing is loaded from another server. */
export const bundlePage = async (entry: URL): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(entry)],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    minify: true,
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
};
