import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unzipSync } from 'fflate';
import { afterAll, describe, expect, test } from 'vitest';
import { writePackage } from '../../bin/package/write-package.ts';
import { PlaybackConfigError } from '../../lib/config/playback-config.ts';
import { EVERYTHING, type FunctionProperties, functions, MINIMAL, synthesize } from './synthesized.ts';

const scratch = mkdtempSync(join(tmpdir(), 'plain-'));
afterAll(() => rmSync(scratch, { recursive: true }));
const deployed = synthesize(EVERYTHING);
const out = join(scratch, 'everything');
const assets = writePackage({ playback: EVERYTHING, out });
const text = readFileSync(join(out, 'template.json'), 'utf8');
const template = JSON.parse(text);
const lambdas = functions({ ...deployed, resources: template.Resources });

describe('the package for plain CloudFormation', () => {
  test('mentions nothing that only the CDK can resolve', () => {
    expect(text).not.toMatch(/cdk-|BootstrapVersion|AssetParameters/);
    expect(template.Rules).toBeUndefined();
  });

  test('has the resources and outputs of the CDK deployment, with the same properties except the code', () => {
    const withoutCode = (resources: object) =>
      JSON.parse(JSON.stringify(resources, (key, value) => (key === 'Code' ? undefined : value)));
    expect(withoutCode(template.Resources)).toEqual(withoutCode(deployed.resources));
    expect(template.Outputs).toEqual(deployed.outputs);
  });

  test.each(lambdas)('%s takes its code from the bucket of a parameter, from an archive in the package', (_, fn) => {
    const { S3Bucket, S3Key } = fn.Properties.Code as unknown as { S3Bucket: unknown; S3Key: { 'Fn::Sub': string } };
    expect(S3Bucket).toEqual({ Ref: 'AssetsBucket' });
    const [, name = ''] = /^\$\{AssetsPrefix\}(\w{64}\.zip)$/.exec(S3Key['Fn::Sub']) ?? [];
    const archive = unzipSync(new Uint8Array(readFileSync(join(out, 'assets', name))));
    const asset = join(deployed.directory, `asset.${name.replace('.zip', '')}`);
    expect(Object.keys(archive).sort()).toEqual(readdirSync(asset).sort());
    const differing = readdirSync(asset).filter(
      file => !readFileSync(join(asset, file)).equals(archive[file] ?? new Uint8Array()),
    );
    expect(differing).toEqual([]);
  });

  test('has no archive that no function uses', () => {
    const used = new Set(lambdas.map(([, { Properties }]) => JSON.stringify((Properties as FunctionProperties).Code)));
    expect(readdirSync(join(out, 'assets')).sort()).toEqual([...assets].sort());
    expect(assets).toHaveLength(used.size);
  });

  test('has archives whose files everybody may read', () => {
    for (const name of assets) {
      const bytes = readFileSync(join(out, 'assets', name));
      // The central directory's headers: the upper half of the attributes is the Unix mode.
      const header = bytes.indexOf('PK\u0001\u0002', 0, 'latin1');
      expect((bytes.readUInt32LE(header + 38) >>> 16).toString(8)).toBe('100644');
    }
  });
});

test('the package has the same bytes when it is written again', () => {
  writePackage({ playback: MINIMAL, out: join(scratch, 'first') });
  writePackage({ playback: MINIMAL, out: join(scratch, 'second') });
  const bytes = (folder: string) =>
    readdirSync(join(scratch, folder, 'assets')).map(name => [
      name,
      readFileSync(join(scratch, folder, 'assets', name), 'base64'),
    ]);
  expect(bytes('second')).toEqual(bytes('first'));
});

test('nothing is written for an invalid configuration', () => {
  const invalid = join(scratch, 'invalid');
  expect(() => writePackage({ playback: { ...MINIMAL, delivery: 'post' }, out: invalid })).toThrow(PlaybackConfigError);
  expect(existsSync(invalid)).toBe(false);
});

test('npm run package prints the files it has written, and reads cdk.json and -c', () => {
  const program = fileURLToPath(new URL('../../bin/package.ts', import.meta.url));
  const target = join(scratch, 'by-command');
  const args = ['--import', 'tsx', program, '-c', 'twilioSecretName=twilio/flex', '--out', target];
  const printed = execFileSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const files = printed.trim().split('\n');
  expect(files[0]).toBe(`${target}/template.json`);
  expect(files.every(existsSync)).toBe(true);
  expect(readFileSync(`${target}/template.json`, 'utf8')).toContain('RecordingStatusCallbackUrl');
});
