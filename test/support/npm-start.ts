import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { type StartedProcess, startProcess } from './started-process.ts';

/** The command of `npm start`, without npm. */
export const MAIN = ['node', '--import', 'tsx', 'local/main.ts'];

/** The folder for temporary files of the process of the current test. */
export let temporary: string;
let running: StartedProcess | undefined;

/** Ends the process of a test after it. Call it once in each test file that uses `start`. */
export const useNpmStart = (): void => {
  beforeEach(async () => {
    temporary = await mkdtemp(join(tmpdir(), 'start-test-'));
  });

  afterEach(async () => {
    await running?.kill();
    running = undefined;
    await rm(temporary, { recursive: true });
  });
};

/** Starts a process of the local stack. */
export const start = (command: readonly string[], ...args: string[]): StartedProcess => {
  running = startProcess([...command, ...args], { TMPDIR: temporary, NO_COLOR: '', FORCE_COLOR: '' });
  return running;
};

/** The names in the temporary folder, without the compiled sources that tsx keeps there. */
export const leftBehind = async (): Promise<string[]> =>
  (await readdir(temporary)).filter(name => !name.startsWith('tsx-'));
