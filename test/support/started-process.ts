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
  readonly stop: (signal: NodeJS.Signals) => void;
  /** Its exit status, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
}

/** Starts a command in the project's folder, as a shell would; `env` on top of the test's own environment. */
export const startProcess = (
  [command = '', ...args]: readonly string[],
  env: Readonly<Record<string, string>> = {},
): StartedProcess => {
  const child: ChildProcess = spawn(command, args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
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
    stop: signal => child.kill(signal),
    ended,
  };
};
