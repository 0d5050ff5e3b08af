import { fileURLToPath } from 'node:url';
import type { BuildOptions } from 'esbuild';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** A function's credentials are always in its environment, so the SDK must not search files, processes and metadata services. */
export const ENVIRONMENT_CREDENTIALS = {
  '@aws-sdk/credential-provider-node': path('../../lambda/adapters/aws/environment-credentials.ts'),
};

/**
 * Replaces index files of the SDK by the parts that these functions use. When an index file is loaded, it also prepares
 * clients and loads modules of Node for them, which these functions do not need. Functions with clients keep the index files.
 */
const SDK_PARTS_WITHOUT_CLIENTS = {
  '@aws-sdk/core/client': path('./sdk-parts/client.js'),
  '@smithy/core/endpoints': path('./sdk-parts/endpoints.js'),
  '@smithy/core/retry': path(
    '../../node_modules/@smithy/core/dist-es/submodules/retry/service-error-classification/service-error-classification.js',
  ),
};

/** The functions that keep the SDK's clients: nobody waits for them. */
const WITH_CLIENTS = /\/lambda\/(audit-digest|audit-verifier|access-log-reader)\//;

/**
 * Arrow functions become ordinary functions. V8 reads an ordinary function only superficially until it is called, but an arrow
 * function inside another function completely. Not for the SDK's clients: their constructors use `this` in arrow functions
 * before they call `super`, which is then an error.
 */
const NO_ARROW_FUNCTIONS = { arrow: false };

/** Returns the options with which esbuild bundles a function into one file. docs/adr/0010 lists the measured gain of each. */
export const bundleOptions = (entry: string, outfile: string): BuildOptions => ({
  entryPoints: [entry],
  outfile,
  bundle: true,
  platform: 'node',
  // Deployed functions run on Node 24. This is the oldest version on which `npm start` runs.
  target: 'node20.19',
  // Loads faster than ES modules.
  format: 'cjs',
  mainFields: ['module', 'main'],
  treeShaking: true,
  // Dynamic imports become `require`. The SDK uses them only for features that Lambda never needs.
  supported: { 'dynamic-import': false, ...(!WITH_CLIENTS.test(entry) && NO_ARROW_FUNCTIONS) },
  alias: WITH_CLIENTS.test(entry) ? ENVIRONMENT_CREDENTIALS : SDK_PARTS_WITHOUT_CLIENTS,
  // Variables keep their names, so that stack traces can be read without a source map. Loading one would take longer than
  // short names save.
  minifySyntax: true,
  minifyWhitespace: true,
  lineLimit: 500,
  legalComments: 'none',
  logLevel: 'warning',
});
