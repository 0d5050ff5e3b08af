import { chmodSync, copyFileSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { FunctionName } from '../config/playback-config.ts';
import { buildBundle, LAMBDA_DIR } from './build-bundle.ts';

/** The bundles of the published package. In the repository this folder does not exist. */
const BUNDLES_DIR = fileURLToPath(new URL('../../bundles', import.meta.url));

/** The files in addition to a bundle. */
export interface BundleExtras {
  /** Files next to the bundle: name → text. */
  readonly files?: Readonly<Record<string, string>>;
  /** Whether to add a source map, for a debugger. Never deployed: see `BuildAppOptions.sourceMaps`. */
  readonly sourceMap?: boolean;
}

/**
 * Returns the code of a function: the bundle that the published package contains, or in the repository a new one of
 * lambda/`name`/index.ts. Needs neither Docker nor network.
 */
export const bundleCode = (name: FunctionName, { files = {}, sourceMap = false }: BundleExtras = {}): Code => {
  const packaged = `${BUNDLES_DIR}/${name}`;
  const isPackaged = existsSync(packaged);
  // A folder of its own for each function: the CDK bundles the same folder once.
  return Code.fromAsset(isPackaged ? packaged : `${LAMBDA_DIR}/${name}`, {
    // The hash of the bundle: the same sources give the same template in every folder.
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry('never-pulled'),
      local: {
        tryBundle: outputDir => {
          const bundle = `${outputDir}/index.js`;
          if (isPackaged) copyFileSync(`${packaged}/index.js`, bundle);
          else buildBundle(name, bundle, { sourceMap });
          for (const [file, text] of Object.entries(files)) writeFileSync(`${outputDir}/${file}`, text);
          letLambdaRead(outputDir);
          return true;
        },
      },
    },
  });
};

/**
 * Sets the file modes that Lambda needs, because Lambda's user is not the files' owner. Otherwise the operator's umask would
 * decide, and no later deployment would correct it: the asset's hash, which decides about uploads, ignores file modes.
 */
const letLambdaRead = (directory: string): void => {
  for (const file of readdirSync(directory)) chmodSync(join(directory, file), 0o644);
  chmodSync(directory, 0o755);
};
