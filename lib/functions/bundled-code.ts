import { chmodSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';
import { bundleOptions } from './bundle-options.ts';

const LAMBDA_DIR = fileURLToPath(new URL('../../lambda', import.meta.url));

/** What a bundle comes with. */
export interface BundleExtras {
  /** Put beside the bundle: name → text. */
  readonly files?: Readonly<Record<string, string>>;
  /** Put a source map beside it, for a debugger. Never deployed: see `BuildAppOptions.sourceMaps`. */
  readonly sourceMap?: boolean;
}

/** The code of lambda/`name`/index.ts, bundled in this process: no Docker, no shell, no network. */
export const bundledCode = (name: string, { files = {}, sourceMap = false }: BundleExtras = {}): Code =>
  Code.fromAsset(`${LAMBDA_DIR}/${name}`, {
    // By content of the bundle: the same sources give the same template, wherever they lie.
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
 * Gives an asset the modes that Lambda needs, whose user is not the files' owner. Else they would be the operator's umask's,
 * and no later deployment would mend it: the asset's hash, which decides whether it is uploaded, takes no notice of modes.
 */
const letLambdaRead = (directory: string): void => {
  for (const file of readdirSync(directory)) chmodSync(join(directory, file), 0o644);
  chmodSync(directory, 0o755);
};
