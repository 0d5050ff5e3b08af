import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { styleText } from 'node:util';

/**
 * `npm test`: every check there is, cheapest first, each to its end even when an earlier one failed.
 * Closes with a table and one line of counts; exits 1 unless everything passed.
 */

interface Step {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly seconds: number;
}

const SUITES = ['unit', 'contract', 'infra', 'integration', 'runtime', 'browser'];

const reports = mkdtempSync(join(tmpdir(), 'flex-secure-playback-test-'));

const timed = (name: string, run: () => { passed: number; failed: number }): Step => {
  console.log(`\n── ${name} ${'─'.repeat(Math.max(0, 70 - name.length))}`);
  const startedAt = performance.now();
  return { name, ...run(), seconds: (performance.now() - startedAt) / 1000 };
};

const command = (script: string) => {
  const { status } = spawnSync('npm', ['run', '--silent', script], { stdio: 'inherit' });
  return { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1 };
};

const suite = (name: string) => {
  const outputFile = join(reports, `${name}.json`);
  const { status } = spawnSync(
    'npx',
    [
      '--no-install',
      'vitest',
      'run',
      '--project',
      name,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${outputFile}`,
    ],
    { stdio: 'inherit' },
  );
  const { numPassedTests: passed, numFailedTests: failed } = counts(outputFile);
  // A suite that ran nothing, or broke outside a test, has failed, whatever it counted.
  return { passed, failed: failed === 0 && (status !== 0 || passed === 0) ? 1 : failed };
};

const counts = (file: string): { numPassedTests: number; numFailedTests: number } => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { numPassedTests: 0, numFailedTests: 0 };
  }
};

const steps = [
  ...['lint', 'types', 'dead-code', 'duplicates'].map(name => timed(name, () => command(name))),
  ...SUITES.map(name => timed(name, () => suite(name))),
];
rmSync(reports, { recursive: true, force: true });

const total = (key: 'passed' | 'failed' | 'seconds') => steps.reduce((sum, step) => sum + step[key], 0);
const all: Step = { name: 'all', passed: total('passed'), failed: total('failed'), seconds: total('seconds') };

console.log(`\n${'step'.padEnd(14)}${'passed'.padStart(8)}${'failed'.padStart(8)}${'seconds'.padStart(10)}`);
for (const { name, passed, failed, seconds } of [...steps, all]) {
  const row = `${name.padEnd(14)}${String(passed).padStart(8)}${String(failed).padStart(8)}${seconds.toFixed(1).padStart(10)}`;
  console.log(failed > 0 && process.stdout.isTTY ? styleText('red', row) : row);
}
console.log(`\n${all.passed} passed, ${all.failed} failed`);
process.exitCode = all.failed > 0 ? 1 : 0;
