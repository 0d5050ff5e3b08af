import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A running command of the project. */
export interface StartedProcess {
  /** Its output so far. */
  readonly output: () => { readonly stdout: string; readonly stderr: string };
  /** Resolves when its standard output contains the text. Rejects when the process ends before. */
  readonly printed: (text: string) => Promise<void>;
  /** Closes the reading end of its standard output, as `head` does. */
  readonly closeOutput: () => void;
  /** Signals the command itself, as a supervisor would. */
  readonly stop: (signal: NodeJS.Signals) => void;
  /** Ends the command and all processes that it has started. */
  readonly kill: () => Promise<void>;
  /** Its exit status, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
}

/** Starts a command in the project's folder or another one. `env` changes the test's environment; `undefined` removes a variable. */
export const startProcess = (
  [command = '', ...args]: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
  cwd: string = ROOT,
): StartedProcess => {
  const child: ChildProcess = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // In its own process group, because npm's children survive when only npm is killed.
    detached: true,
  });
  const written = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', text => (written.stdout += text));
  child.stderr?.setEncoding('utf8').on('data', text => (written.stderr += text));
  const ended = once(child, 'close').then(([status, signal]) => status ?? signal);
  return {
    output: () => ({ ...written }),
    printed: text =>
      new Promise((resolve, reject) => {
        const look = () => written.stdout.includes(text) && resolve();
        child.stdout?.on('data', look);
        look();
        void ended.then(status => reject(new Error(`ended with ${status}: ${written.stderr}`)));
      }),
    closeOutput: () => child.stdout?.destroy(),
    stop: signal => child.kill(signal),
    kill: async () => {
      // Without a pid nothing was started. Group 0 would be the group of this process.
      if (child.pid === undefined) return;
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
      await ended;
    },
    ended,
  };
};
