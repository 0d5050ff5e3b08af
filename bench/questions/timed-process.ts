import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const REPORT_MAX_RSS = join(ROOT, 'test/support/report-max-rss.cjs');

/** A process that ran to its end. */
export interface TimedEnd {
  readonly code: number | null;
  /** From the start of the process to its end. */
  readonly seconds: number;
  readonly maxRssBytes: number;
  /** Lines on stdout. */
  readonly lines: number;
  readonly lastLines: string;
}

/** Characters of the output that are kept: an answer may have megabytes. */
const KEPT_CHARS = 2_000;

/** Runs Node with these arguments, and measures the time and the peak memory. */
export const timedNode = async (args: readonly string[]): Promise<TimedEnd> => {
  const folder = mkdtempSync(join(tmpdir(), 'timed-'));
  const file = join(folder, 'bytes');
  const startedAt = performance.now();
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { ...process.env, NODE_OPTIONS: `--require ${REPORT_MAX_RSS}`, MAX_RSS_FILE: file },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let lines = 0;
  let lastLines = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    lines += text.split('\n').length - 1;
    lastLines = (lastLines + text).slice(-KEPT_CHARS);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  const seconds = (performance.now() - startedAt) / 1000;
  const maxRssBytes = Number(readFileSync(file, 'utf8'));
  rmSync(folder, { recursive: true });
  return { code, seconds, maxRssBytes, lines, lastLines };
};
