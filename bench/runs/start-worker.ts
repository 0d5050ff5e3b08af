import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { sameCounts, type Upstreams } from '../stubs/upstreams.ts';
import type { Deployment } from '../variants/deployment.ts';
import type { Variant } from '../variants/variant.ts';
import type { Failed, FirstAnswer, Order, Outcome } from './messages.ts';

/** The Node executable, the handler and the stubs of a process. */
interface Start {
  readonly node: string;
  readonly variant: Variant;
  readonly upstreams: Upstreams;
}

/** A process that has played once and then plays on request. */
interface Player {
  readonly first: FirstAnswer;
  play(order: Order): Promise<Outcome>;
  /** Suspends the process, as Lambda freezes an environment between two events. */
  freeze(): void;
  thaw(): void;
  stop(): void;
}

/** Starts processes, each with a fresh Node, one handler and the environment of a deployed function. */
export interface Workers {
  /** Plays once in a new process. */
  playOnce(start: Start): Promise<FirstAnswer>;
  startPlayer(start: Start): Promise<Player>;
}

export const workersIn = (folder: string, deployment: Deployment): Workers => {
  const script = join(folder, 'worker.cjs');
  buildSync({
    entryPoints: [fileURLToPath(new URL('./worker.ts', import.meta.url))],
    outfile: script,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
  });

  const launch = ({ node, variant, upstreams }: Start, withChannel: boolean): ChildProcess => {
    const certificateFile = join(folder, 'certificate.pem');
    if (upstreams.certificate) writeFileSync(certificateFile, upstreams.certificate);
    return spawn(node, [script, variant.entry], {
      cwd: folder,
      env: {
        ...deployment.environmentAt(upstreams),
        ...(upstreams.certificate && { NODE_EXTRA_CA_CERTS: certificateFile }),
      },
      // A handler's log goes into a pipe, as in Lambda.
      stdio: ['ignore', 'pipe', 'inherit', 'pipe', ...(withChannel ? (['ipc'] as const) : [])],
    });
  };

  const firstOf = async (child: ChildProcess, { variant, upstreams }: Start): Promise<FirstAnswer> => {
    child.stdout?.resume();
    upstreams.takeCounts();
    const [report] = await failWhenEnded(child, once(child.stdio[3] as Readable, 'data'));
    const first = succeeded<FirstAnswer>(JSON.parse(String(report)));
    const counts = upstreams.takeCounts();
    if (!sameCounts(counts, variant.calls)) {
      throw new Error(
        `${variant.name}: expected the calls ${JSON.stringify(variant.calls)}, got ${JSON.stringify(counts)}`,
      );
    }
    return first;
  };

  return {
    playOnce: async start => {
      const child = launch(start, false);
      const exited = once(child, 'exit');
      const first = await firstOf(child, start);
      await exited;
      return first;
    },
    startPlayer: async start => {
      const child = launch(start, true);
      const first = await firstOf(child, start);
      return {
        first,
        play: async order => {
          const answer = failWhenEnded(child, once(child, 'message'));
          child.send(order);
          return succeeded<Outcome>((await answer)[0]);
        },
        freeze: () => child.kill('SIGSTOP'),
        thaw: () => child.kill('SIGCONT'),
        stop: () => child.kill('SIGKILL'),
      };
    },
  };
};

/** Resolves to the awaited result of a process, or rejects when the process ends before. */
const failWhenEnded = async <T>(child: ChildProcess, awaited: Promise<T>): Promise<T> => {
  const stop = new AbortController();
  const ended = once(child, 'close', { signal: stop.signal }).then(([code, signal]) => {
    throw new Error(`A measured process ended without an answer (${signal ?? `exit code ${code}`})`);
  });
  try {
    return await Promise.race([awaited, ended]);
  } finally {
    // Removes the listener, because every play adds one.
    ended.catch(() => undefined);
    stop.abort();
  }
};

const succeeded = <T extends object>(report: T | Failed): T => {
  if ('failed' in report) throw new Error(report.failed);
  return report;
};
