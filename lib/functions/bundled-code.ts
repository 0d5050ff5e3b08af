import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { type BuildOptions, buildSync } from 'esbuild';

const LAMBDA_DIR = fileURLToPath(new URL('../../lambda', import.meta.url));

/**
 * How a function becomes one file. Each setting was chosen by its cold start (bench/, design section 10):
 * CommonJS loads faster than ES modules; dynamic imports, which the SDK uses for what Lambda never needs, become
 * `require` and pull in nothing by themselves; the credentials of a function are in its environment and nowhere else.
 */
export const bundleOptions = (entry: string, outfile: string): BuildOptions => ({
  entryPoints: [entry],
  outfile,
  bundle: true,
  platform: 'node',
  // Deployed to Node 24; the oldest that `npm start` runs it on is this.
  target: 'node20.19',
  format: 'cjs',
  mainFields: ['module', 'main'],
  treeShaking: true,
  supported: { 'dynamic-import': false },
  alias: { '@aws-sdk/credential-provider-node': `${LAMBDA_DIR}/adapters/aws/environment-credentials.ts` },
  // Names stay, for stack traces that can be read without a source map: loading one costs more than all of this saves.
  minifySyntax: true,
  minifyWhitespace: true,
  lineLimit: 500,
  legalComments: 'none',
  logLevel: 'warning',
});

/**
 * The code of lambda/`name`/index.ts, bundled in this process: no Docker, no shell, no network.
 * @param files put beside the bundle: name → text
 */
export const bundledCode = (name: string, files: Readonly<Record<string, string>> = {}): Code =>
  Code.fromAsset(`${LAMBDA_DIR}/${name}`, {
    // By content of the bundle: the same sources give the same template, wherever they lie.
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry('never-pulled'),
      local: {
        tryBundle: outputDir => {
          buildSync(bundleOptions(`${LAMBDA_DIR}/${name}/index.ts`, `${outputDir}/index.js`));
          for (const [file, text] of Object.entries(files)) writeFileSync(`${outputDir}/${file}`, text);
          return true;
        },
      },
    },
  });
