import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FUNCTION_NAMES } from '../../lib/config/playback-config.ts';
import { buildBundle } from '../../lib/functions/build-bundle.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Writes what `npm pack` adds to the sources: the construct as JavaScript with its types, the functions' bundles, and the
 * default policies and the runbooks. So the package needs neither a compiler nor esbuild, and deploys the very bytes that were tested here.
 */
const buildDist = (dist: string): void => {
  rmSync(dist, { recursive: true, force: true });
  const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'));
  execFileSync(process.execPath, [join(typescript, 'bin/tsc'), '-p', 'tsconfig.package.json', '--outDir', dist], {
    cwd: PROJECT,
    // npm prints the file list, or with --json a report, to stdout.
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  for (const name of FUNCTION_NAMES) buildBundle(name, join(dist, 'bundles', name, 'index.js'));
  cpSync(join(PROJECT, 'policy'), join(dist, 'policy'), { recursive: true });
  cpSync(join(PROJECT, 'docs/operations.md'), join(dist, 'docs/operations.md'));
  const { version } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as { version: string };
  writeFileSync(join(dist, 'package.json'), `${JSON.stringify({ type: 'module', version })}\n`);
};

buildDist(join(PROJECT, 'dist'));
