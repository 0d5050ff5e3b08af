import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A command of the project that keeps running until it is told to stop. */
export interface StartedProcess {
  /** Everything it has written so far. */
  readonly output: () => { readonly stdout: string; readonly stderr: string };
  /** Resolves once its standard output holds the text; rejects when the process ends without it. */
  readonly printed: (text: string) => Promise<void>;
  /** Closes the reading end of its standard output, as `head` does when it has had enough. */
  readonly closeOutput: () => void;
  /** Signals the command itself, as a supervisor would. */
  readonly stop: (signal: NodeJS.Signals) => void;
  /** Ends the command and all that it has started; for the end of a test, whatever its outcome. */
  readonly kill: () => Promise<void>;
  /** Its exit status, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
}

/** Starts a command in the project's folder (or another), as a shell would; `env` on top of the test's own environment, undefined to take one away. */
export const startProcess = (
  [command = '', ...args]: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
  cwd: string = ROOT,
): StartedProcess => {
  const child: ChildProcess = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own: npm's children would outlive an npm that is killed.
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
      // Without a pid nothing was started; and group 0 would be this process's own.
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
