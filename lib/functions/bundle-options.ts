import { fileURLToPath } from 'node:url';
import type { BuildOptions } from 'esbuild';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** A function's credentials are in its environment and nowhere else: no search in files, processes and metadata services. */
export const ENVIRONMENT_CREDENTIALS = {
  '@aws-sdk/credential-provider-node': path('../../lambda/adapters/aws/environment-credentials.ts'),
};

/**
 * Parts of the SDK without what their index files do when they are loaded: wire up clients, which these functions do not
 * have, and load modules of Node for that. A function that has clients needs the whole of them.
 */
const SDK_PARTS_WITHOUT_CLIENTS = {
  '@aws-sdk/core/httpAuthSchemes': path(
    '../../node_modules/@aws-sdk/core/dist-es/submodules/httpAuthSchemes/aws_sdk/AwsSdkSigV4Signer.js',
  ),
  '@smithy/core/endpoints': path('./sdk-parts/endpoints.js'),
  '@smithy/core/serde': path('./sdk-parts/serde.js'),
};

/**
 * A module that the SDK imports dynamically, in code that is then left out as unused. If esbuild saw it, each of the 67
 * modules that it shares with the bundle would become a function of its own, none of which could be left out.
 */
const EVENT_STREAMS = '@smithy/core/event-streams';

/** The functions for which nobody waits. They keep the SDK's clients. */
const WITH_CLIENTS = /\/lambda\/audit-digest\//;

/** How a function becomes one file. Each option was chosen by measurement: docs/adr/0010 lists what each one gains. */
export const bundleOptions = (entry: string, outfile: string): BuildOptions => ({
  entryPoints: [entry],
  outfile,
  bundle: true,
  platform: 'node',
  // Deployed to Node 24; the oldest that `npm start` runs it on is this.
  target: 'node20.19',
  // Loads faster than ES modules.
  format: 'cjs',
  mainFields: ['module', 'main'],
  treeShaking: true,
  // Dynamic imports, which the SDK uses for what Lambda never needs, become `require` and load nothing by themselves.
  supported: { 'dynamic-import': false },
  alias: { ...ENVIRONMENT_CREDENTIALS, ...(!WITH_CLIENTS.test(entry) && SDK_PARTS_WITHOUT_CLIENTS) },
  ...(!WITH_CLIENTS.test(entry) && { external: [EVENT_STREAMS] }),
  // Names of variables stay: stack traces can be read without a source map, whose loading would cost more than this gains.
  minifySyntax: true,
  minifyWhitespace: true,
  lineLimit: 500,
  legalComments: 'none',
  logLevel: 'warning',
});
