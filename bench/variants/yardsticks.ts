import { symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, buildSync } from 'esbuild';
import { ENVIRONMENT_CREDENTIALS } from '../../lib/functions/bundle-options.ts';
import { codeSize, FOUR_CALLS, type Variant, type VariantName } from './variant.ts';

const NODE_MODULES = fileURLToPath(new URL('../../node_modules', import.meta.url));

interface Recipe {
  readonly handler: string;
  readonly description: string;
  readonly calls: Variant['calls'];
  readonly file: 'index.js' | 'index.mjs';
  readonly build: BuildOptions;
}

/** CommonJS dependencies in an ES module need `require`. */
const REQUIRE_IN_ESM = "import{createRequire}from'node:module';const require=createRequire(import.meta.url);";
const COMMONJS: BuildOptions = { bundle: true, format: 'cjs', minify: true };
const ONE_CALL = { iam: 1, s3: 0, catalog: 0, audit: 0 };

const RECIPES: Readonly<Record<Exclude<VariantName, 'ours'>, Recipe>> = {
  floor: {
    handler: 'floor',
    description: 'four bare requests, no logic',
    calls: FOUR_CALLS,
    file: 'index.js',
    build: COMMONJS,
  },
  straightforward: {
    handler: 'straightforward',
    description: 'S3 client, getSignedUrl, DynamoDB client; an ES module bundled by esbuild',
    calls: FOUR_CALLS,
    file: 'index.mjs',
    build: { bundle: true, format: 'esm', minify: true, banner: { js: REQUIRE_IN_ESM } },
  },
  'peer-unbundled': {
    handler: 'peer',
    description: "the open peer's packages from node_modules, at our versions; one call, no audit",
    calls: ONE_CALL,
    file: 'index.js',
    build: { bundle: false, format: 'cjs' },
  },
  'peer-bundled': {
    handler: 'peer',
    description: "the open peer's packages in one file; one call, no audit",
    calls: ONE_CALL,
    file: 'index.js',
    build: COMMONJS,
  },
  lean: {
    handler: 'lean',
    description: "AWS's signer and the DynamoDB client; two calls",
    calls: { iam: 1, s3: 0, catalog: 0, audit: 1 },
    file: 'index.js',
    // Without the credential chain, as in our bundle.
    build: { ...COMMONJS, alias: ENVIRONMENT_CREDENTIALS },
  },
};

/** Builds one of the handlers with which ours is compared. */
export const buildYardstick = (name: Exclude<VariantName, 'ours'>, folder: string): Variant => {
  const { handler, description, calls, file, build } = RECIPES[name];
  const entry = join(folder, name, file);
  buildSync({
    platform: 'node',
    target: 'node22',
    mainFields: ['module', 'main'],
    logLevel: 'warning',
    legalComments: 'none',
    ...build,
    entryPoints: [fileURLToPath(new URL(`./handlers/${handler}.ts`, import.meta.url))],
    outfile: entry,
  });
  const isBundled = build.bundle === true;
  if (!isBundled) symlinkSync(NODE_MODULES, join(dirname(entry), 'node_modules'));
  return { name, description, entry, calls, code: isBundled ? codeSize(dirname(entry)) : undefined };
};
