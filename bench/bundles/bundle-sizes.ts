import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { buildSync } from 'esbuild';
import { bundleOptions } from '../../lib/functions/bundle-options.ts';

const MEASURED = [
  'url-provider',
  'media',
  'media-verifier',
  'access-log-reader',
  'twilio-events',
  'audit-digest',
  'audit-verifier',
] as const;

/** The size of a deployed function. */
export interface BundleSize {
  readonly name: (typeof MEASURED)[number];
  readonly bytes: number;
  readonly gzippedBytes: number;
}

/** Bundles every function as synthesis does. */
export const bundleSizes = (): BundleSize[] =>
  MEASURED.map(name => {
    const entry = fileURLToPath(new URL(`../../lambda/${name}/index.ts`, import.meta.url));
    const { outputFiles } = buildSync({ ...bundleOptions(entry, 'index.js'), write: false });
    const contents = outputFiles.map(file => file.contents);
    const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0);
    return {
      name,
      bytes: sum(contents.map(content => content.length)),
      gzippedBytes: sum(contents.map(content => gzipSync(content, { level: 9 }).length)),
    };
  });
