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
  '@aws-sdk/core/httpAuthSchemes': path(
    '../../node_modules/@aws-sdk/core/dist-es/submodules/httpAuthSchemes/aws_sdk/AwsSdkSigV4Signer.js',
  ),
  '@smithy/core/endpoints': path('./sdk-parts/endpoints.js'),
  '@smithy/core/serde': path('./sdk-parts/serde.js'),
};

/**
 * A module that the SDK imports dynamically, in code that esbuild removes as unused. If esbuild bundled the module, it would
 * wrap each of the 67 modules that it shares with the bundle in a function, and could then not remove unused parts of them.
 */
const EVENT_STREAMS = '@smithy/core/event-streams';

/** The functions that keep the SDK's clients: nobody waits for them. */
const WITH_CLIENTS = /\/lambda\/(audit-digest|audit-verifier|access-log-reader)\//;

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
  supported: { 'dynamic-import': false },
  alias: { ...ENVIRONMENT_CREDENTIALS, ...(!WITH_CLIENTS.test(entry) && SDK_PARTS_WITHOUT_CLIENTS) },
  ...(!WITH_CLIENTS.test(entry) && { external: [EVENT_STREAMS] }),
  // Variables keep their names, so that stack traces can be read without a source map. Loading one would take longer than
  // short names save.
  minifySyntax: true,
  minifyWhitespace: true,
  lineLimit: 500,
  legalComments: 'none',
  logLevel: 'warning',
});
