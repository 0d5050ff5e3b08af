import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { buildSync } from 'esbuild';
import { describe, expect, test, vi } from 'vitest';
import { POLICY_FILE } from '../../lambda/domain/policy/policy-document.ts';
import { bundleOptions } from '../../lib/functions/bundle-options.ts';
import { SOURCE_MAPS } from '../../lib/functions/playback-function.ts';
import { buildApp } from '../../lib/playback-app.ts';
import { asText, EVERYTHING, functions, MINIMAL, type Synthesized, synthesize } from './synthesized.ts';

const first = synthesize(EVERYTHING);
const minimal = synthesize(MINIMAL);
const LAMBDA_DIR = fileURLToPath(new URL('../../lambda', import.meta.url));
const entries = readdirSync(LAMBDA_DIR)
  .map(name => join(LAMBDA_DIR, name, 'index.ts'))
  .filter(existsSync);

/** Packages that look for credentials in places that a Lambda function does not have, or that bring a second HTTP stack. */
const LEFT_OUT =
  /credential-provider-(?!env)|credential-providers|token-providers|nested-clients|client-(sso|sts|cognito)|\bundici\b|aws-crt/;

const assetOf = ({ directory }: Synthesized, s3Key: string): string =>
  join(directory, `asset.${s3Key.replace(/\.zip$/, '')}`);

/** Limits of a bundle. A cold start compiles every byte and evaluates every module before the first request is answered. */
interface Budget {
  readonly bytes: number;
  readonly gzippedBytes: number;
  readonly modules: number;
  readonly packages: readonly string[];
  /** Modules of Node, each of which loads others. */
  readonly builtins: readonly string[];
}

/** The parts of the SDK that signed requests use: partitions and the lists of errors that may be repeated. */
const SIGNED_REQUESTS = ['@aws-sdk/core', '@aws-sdk/util-dynamodb', '@smithy/core'];

/** The modules of Node for signed requests. Without: node:fs/promises and node:os, which load a terminal and more. */
const HTTP_CLIENT = ['node:crypto', 'node:http', 'node:https'];

/** The digest writer has no budget: nobody waits for it, and it uses the SDK's clients. */
const BUDGETS: Readonly<Record<string, Budget>> = {
  'url-provider': {
    bytes: 122_000,
    gzippedBytes: 37_000,
    modules: 118,
    packages: [...SIGNED_REQUESTS, 'uuid'],
    builtins: [...HTTP_CLIENT, 'node:fs', 'node:net', 'node:stream', 'node:tls', 'node:url', 'node:util'],
  },
  media: {
    bytes: 100_000,
    gzippedBytes: 31_000,
    modules: 106,
    packages: [...SIGNED_REQUESTS, 'uuid'],
    builtins: [...HTTP_CLIENT, 'node:events', 'node:net', 'node:stream', 'node:tls'],
  },
  'media-verifier': {
    bytes: 69_000,
    gzippedBytes: 21_500,
    modules: 73,
    packages: SIGNED_REQUESTS,
    builtins: [...HTTP_CLIENT, 'node:stream'],
  },
  'catalog-writer': {
    bytes: 65_000,
    gzippedBytes: 19_500,
    modules: 61,
    packages: SIGNED_REQUESTS,
    builtins: HTTP_CLIENT,
  },
  'media-attacher': {
    bytes: 75_000,
    gzippedBytes: 22_000,
    modules: 49,
    packages: [...SIGNED_REQUESTS.filter(name => name !== '@aws-sdk/util-dynamodb'), 'jsonc-parser'].sort(),
    builtins: [...HTTP_CLIENT, 'node:util'],
  },
  'twilio-events': {
    bytes: 61_000,
    gzippedBytes: 19_200,
    modules: 55,
    packages: SIGNED_REQUESTS.filter(name => name !== '@aws-sdk/util-dynamodb'),
    builtins: [...HTTP_CLIENT, 'node:util'],
  },
};

/** A function's bundle, with the files and packages in it. */
const bundled = (entry: string) => {
  const { metafile, outputFiles } = buildSync({ ...bundleOptions(entry, 'index.js'), metafile: true, write: false });
  const shipped = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  );
  const packages = shipped.flatMap(path => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []);
  return { code: outputFiles[0]?.contents ?? new Uint8Array(), shipped, packages: [...new Set(packages)].sort() };
};

/** What is loaded beside the bundle when it starts. */
const required = (code: Uint8Array): string[] =>
  [
    ...new Set(
      [
        ...Buffer.from(code)
          .toString()
          .matchAll(/\brequire\("([^"]+)"\)/g),
      ].map(([, name = '']) => name),
    ),
  ].sort();

describe('the bundle', () => {
  test.each(entries)('of %s has no credential providers but the environment’s, and no second HTTP stack', entry => {
    expect(bundled(entry).shipped.filter(path => LEFT_OUT.test(path))).toEqual([]);
  });

  test.each(Object.entries(BUDGETS))('of %s has only the budgeted bytes, modules and packages', (name, budget) => {
    const { code, shipped, packages } = bundled(join(LAMBDA_DIR, name, 'index.ts'));
    expect(packages).toEqual([...budget.packages].sort());
    expect(required(code)).toEqual([...budget.builtins].sort());
    expect(code.byteLength).toBeLessThanOrEqual(budget.bytes);
    expect(gzipSync(code).byteLength).toBeLessThanOrEqual(budget.gzippedBytes);
    expect(shipped.length).toBeLessThanOrEqual(budget.modules);
  });

  test.each(functions(first))('of %s is one CommonJS file that exports the handler', (id, { Properties }) => {
    const asset = assetOf(first, Properties.Code.S3Key);
    expect(readdirSync(asset)).toEqual(id.startsWith('UrlProvider') ? ['index.js', POLICY_FILE] : ['index.js']);
    expect(readFileSync(join(asset, 'index.js'), 'utf8')).not.toMatch(/(?<![.\w])import\s*\(/);
    const environment = Object.fromEntries(
      Object.entries(Properties.Environment.Variables).map(([name, value]) => [name, asText(value)]),
    );
    const type = execFileSync(
      process.execPath,
      [
        '--input-type=commonjs',
        // Without this, `require` would accept an ES module too.
        '--no-experimental-require-module',
        '-e',
        // Lambda's runtime provides this global. Here it returns the handler.
        'globalThis.awslambda = { streamifyResponse: handler => handler }; process.stdout.write(typeof require(process.argv[1]).handler)',
        join(asset, 'index.js'),
      ],
      {
        env: {
          ...environment,
          AWS_REGION: 'eu-central-1',
          // Without the variable by which Lambda says that an event waits, so that no connection is opened.
          LAMBDA_TASK_ROOT: asset,
          AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
        },
      },
    );
    expect(type.toString()).toBe('function');
  });

  test('is the same for every configuration', () => {
    const keys = new Map(functions(first).map(([id, { Properties }]) => [id, Properties.Code.S3Key]));
    for (const [id, { Properties }] of functions(minimal)) expect(Properties.Code.S3Key).toBe(keys.get(id));
  });
});

describe('source maps', () => {
  const onlyLocally = (sourceMaps: boolean): string[] => {
    const outdir = mkdtempSync(join(tmpdir(), 'source-maps-'));
    // The context that `-c` and cdk.json pass to an app.
    vi.stubEnv('CDK_CONTEXT_JSON', JSON.stringify({ [SOURCE_MAPS]: true }));
    try {
      buildApp({ playback: MINIMAL, outdir, sourceMaps, checkTemplate: false }).synth();
      return readdirSync(outdir, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.map'));
    } finally {
      vi.unstubAllEnvs();
      rmSync(outdir, { recursive: true });
    }
  };

  test('are not in the assets of a deployment, even when the context asks for them', () => {
    expect(onlyLocally(false)).toEqual([]);
  });

  test('are in each asset that is synthesized for the local debugger', () => {
    expect(onlyLocally(true)).toHaveLength(functions(minimal).length);
  });
});
