import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { POLICY_FILE } from '../../lambda/domain/policy/policy-document.ts';
import { bundleOptions } from '../../lib/functions/bundled-code.ts';
import { asText, EVERYTHING, functions, MINIMAL, type Synthesized, synthesize } from './synthesized.ts';

const first = synthesize(EVERYTHING);
const again = synthesize(EVERYTHING);
const minimal = synthesize(MINIMAL);

const LAMBDA_DIR = fileURLToPath(new URL('../../lambda', import.meta.url));
const entries = readdirSync(LAMBDA_DIR)
  .map(name => join(LAMBDA_DIR, name, 'index.ts'))
  .filter(existsSync);

/** Packages that look for credentials where a Lambda function has none, or talk HTTP by another stack. */
const LEFT_OUT =
  /credential-provider-(?!env)|credential-providers|token-providers|nested-clients|client-(sso|sts|cognito)|\bundici\b|aws-crt/;

const assetOf = ({ directory }: Synthesized, s3Key: string): string =>
  join(directory, `asset.${s3Key.replace(/\.zip$/, '')}`);

describe('the bundle', () => {
  test.each(entries)('of %s has nothing that a function never needs', entry => {
    const { metafile } = buildSync({ ...bundleOptions(entry, 'index.js'), metafile: true, write: false });
    const shipped = Object.values(metafile.outputs).flatMap(({ inputs }) =>
      Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
    );
    expect(shipped.some(path => path.includes('credential-provider-env'))).toBe(true);
    expect(shipped.filter(path => LEFT_OUT.test(path))).toEqual([]);
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
        // Else an ES module would pass for one.
        '--no-experimental-require-module',
        '-e',
        // Lambda's runtime has it in the global scope; what it wraps is the handler.
        'globalThis.awslambda = { streamifyResponse: handler => handler }; process.stdout.write(typeof require(process.argv[1]).handler)',
        join(asset, 'index.js'),
      ],
      {
        env: {
          ...environment,
          AWS_REGION: 'eu-central-1',
          LAMBDA_TASK_ROOT: asset,
          AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
        },
      },
    );
    expect(type.toString()).toBe('function');
  });

  test('depends on the code only, not on the configuration', () => {
    const keys = new Map(functions(first).map(([id, { Properties }]) => [id, Properties.Code.S3Key]));
    for (const [id, { Properties }] of functions(minimal)) expect(Properties.Code.S3Key).toBe(keys.get(id));
  });
});

test('the same sources and configuration give the same template', () => {
  expect(again.text).toBe(first.text);
});
