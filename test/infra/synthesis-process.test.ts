import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { POLICY_FILE } from '../../lambda/domain/policy/policy-document.ts';
import type { BuildAppOptions } from '../../lib/playback-app.ts';
import { EVERYTHING, functions, synthesize } from './synthesized.ts';

const first = synthesize(EVERYTHING);

/** Synthesizes in a new process, with this umask. */
const synthesizeInProcess = (options: BuildAppOptions, umask = '022'): void => {
  const app = fileURLToPath(new URL('../../lib/playback-app.ts', import.meta.url));
  const script = `const { buildApp } = await import(${JSON.stringify(app)}); buildApp(${JSON.stringify(options)}).synth();`;
  const node = [process.execPath, '--import', 'tsx', '--input-type=module', '-e', script];
  execFileSync('sh', ['-c', `umask ${umask} && exec "$@"`, 'sh', ...node], { stdio: 'pipe' });
};

test('an asset is readable for Lambda when it is synthesized with umask 077', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'strict-umask-'));
  try {
    synthesizeInProcess({ playback: EVERYTHING, outdir, checkTemplate: false }, '077');

    const assets = readdirSync(outdir).filter(name => name.startsWith('asset.'));
    expect(assets).toHaveLength(functions(first).length);
    const files = assets.flatMap(asset => readdirSync(join(outdir, asset)).map(file => join(asset, file)));
    expect(files.map(file => file.split('/')[1])).toContain(POLICY_FILE);
    const modeOf = (path: string) => (statSync(join(outdir, path)).mode & 0o777).toString(8);
    expect(assets.map(modeOf)).toEqual(assets.map(() => '755'));
    expect(files.map(modeOf)).toEqual(files.map(() => '644'));
  } finally {
    rmSync(outdir, { recursive: true });
  }
});

test('a synthesis with the same configuration in another process gives the same template', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'other-process-'));
  try {
    synthesizeInProcess({ playback: EVERYTHING, outdir, checkTemplate: false });
    expect(readFileSync(join(outdir, 'FlexSecurePlayback.template.json'), 'utf8')).toBe(first.text);
  } finally {
    rmSync(outdir, { recursive: true });
  }
});
