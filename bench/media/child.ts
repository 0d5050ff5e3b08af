import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { bundleOptions } from '../../lib/functions/bundle-options.ts';

const folder = mkdtempSync(join(tmpdir(), 'bench-media-'));

/** Bundles a script, named relative to this folder, with the options of the functions, so that the deployed code is measured. */
const bundle = (script: string): string => {
  const outfile = join(folder, `${basename(script, '.ts')}.js`);
  buildSync(bundleOptions(fileURLToPath(new URL(script, import.meta.url)), outfile));
  return outfile;
};

/** A new process with a script. Earlier measurements do not influence it. */
export interface Child {
  /** Returns the next printed line, parsed as JSON. Rejects when the process ends before. */
  next<T>(): Promise<T>;
  stop(): void;
}

export const startChild = (
  script: string,
  options: { readonly args?: readonly string[]; readonly env?: Readonly<Record<string, string>> } = {},
): Child => {
  const child = spawn(process.execPath, [bundle(script), ...(options.args ?? [])], {
    env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', ...options.env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    next: async <T>() => {
      const { value, done } = await lines.next();
      if (done) throw new Error(`${script} ended without an answer`);
      return JSON.parse(value) as T;
    },
    stop: () => child.kill(),
  };
};

/** Runs a script until its first answer. */
export const runChild = async <T>(...parameters: Parameters<typeof startChild>): Promise<T> => {
  const child = startChild(...parameters);
  try {
    return await child.next<T>();
  } finally {
    child.stop();
  }
};
