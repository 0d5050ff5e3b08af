import { chmodSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';
import { bundleOptions } from './bundle-options.ts';

const LAMBDA_DIR = fileURLToPath(new URL('../../lambda', import.meta.url));

/** The files in addition to a bundle. */
export interface BundleExtras {
  /** Files next to the bundle: name → text. */
  readonly files?: Readonly<Record<string, string>>;
  /** Whether to add a source map, for a debugger. Never deployed: see `BuildAppOptions.sourceMaps`. */
  readonly sourceMap?: boolean;
}

/** Bundles the code of lambda/`name`/index.ts in this process, without Docker, shell or network. */
export const bundleCode = (name: string, { files = {}, sourceMap = false }: BundleExtras = {}): Code =>
  Code.fromAsset(`${LAMBDA_DIR}/${name}`, {
    // The hash of the bundle: the same sources give the same template in every folder.
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry('never-pulled'),
      local: {
        tryBundle: outputDir => {
          const options = bundleOptions(`${LAMBDA_DIR}/${name}/index.ts`, `${outputDir}/index.js`);
          buildSync({ ...options, sourcemap: sourceMap && 'linked' });
          for (const [file, text] of Object.entries(files)) writeFileSync(`${outputDir}/${file}`, text);
          letLambdaRead(outputDir);
          return true;
        },
      },
    },
  });

/**
 * Sets the file modes that Lambda needs, because Lambda's user is not the files' owner. Otherwise the operator's umask would
 * decide, and no later deployment would correct it: the asset's hash, which decides about uploads, ignores file modes.
 */
const letLambdaRead = (directory: string): void => {
  for (const file of readdirSync(directory)) chmodSync(join(directory, file), 0o644);
  chmodSync(directory, 0o755);
};
