import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/deployed-runtime', import.meta.url));
/** The official builds, from the npm registry. The newest version of the runtime that the template names: `nodejs24.x`. */
const NODE = { name: `node-${process.platform}-${process.arch}`, version: '24.21.0' };
/** AWS's runtime interface client: the program that loads a handler in Lambda and asks for its events. */
const CLIENT = { name: 'aws-lambda-ric', version: '4.0.2' };

/** The programs that run a function in the cloud. */
export interface DeployedRuntime {
  readonly nodePath: string;
  readonly clientPath: string;
}

/** Installs Node 24 and AWS's runtime client into node_modules/.cache, once. Throws npm's message when that fails. */
export const installDeployedRuntime = (): DeployedRuntime => {
  const folder = join(CACHE, `${NODE.version}-${CLIENT.version}`);
  const client = join(folder, 'node_modules', CLIENT.name);
  const runtime = {
    nodePath: join(folder, 'node_modules', NODE.name, 'bin', 'node'),
    clientPath: join(client, 'index.mjs'),
  };
  const nativePart = join(client, 'rapid-client.node');
  if (existsSync(nativePart)) return runtime;
  const packages = [NODE, CLIENT].map(({ name, version }) => `${name}@${version}`);
  const { status, stderr } = spawnSync(
    'npm',
    // Without scripts: the client would compile its native part, for which a machine may have no compiler.
    ['install', '--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--prefix', folder, ...packages],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`npm could not install ${packages.join(' and ')}:\n${stderr}`);
  // The client looks for this file. `preload.ts` loads its own code in place of it.
  writeFileSync(nativePart, '');
  return runtime;
};
