import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { auditProgram } from '../../../../bin/audit/audit-program.ts';
import { EXIT_CODE } from '../../../../bin/terminal/exit-code.ts';
import { runProgram } from '../../../../bin/terminal/run-program.ts';

let written: { stdout: string; stderr: string };

beforeEach(() => {
  written = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    vi.spyOn(process[name], 'write').mockImplementation(text => {
      written[name] += text;
      return true;
    });
  }
});
afterEach(() => vi.restoreAllMocks());

const run = (...args: string[]) => runProgram(auditProgram, ['node', 'audit', ...args]);

describe('a wrong command line', () => {
  test.each([
    [['by-recording', 'RE123'], 'Example: flex-audit by-recording RE'],
    [['by-recording', `re${'1'.repeat(32)}`], 'Example: flex-audit by-recording RE'],
    [['by-call', `RE${'1'.repeat(32)}`], 'is not a call SID. Example: flex-audit by-call CA'],
    [['by-task', `CA${'1'.repeat(32)}`], 'is not a task SID. Example: flex-audit by-task WT'],
    [['by-conference', 'CF1'], 'is not a conference SID. Example: flex-audit by-conference CF'],
    [['by-user', 'kim'], 'nor an e-mail address. Examples: WK0123'],
    [['by-user', 'WK123'], 'nor an e-mail address. Examples: WK0123'],
    [['by-day', '2026-02-30'], 'Example: flex-audit by-day 2026-11-24'],
    [['by-day', '2026-11-24', '--since', 'soon'], '7d'],
    [['by-day', '2026-11-24', '--since', '1d', '--until', '2d'], 'must be before'],
    [['by-day', '2026-11-24', '--limit', '0'], 'whole number'],
    [['by-day', '2026-11-24', '--format', 'xml'], 'table, csv, json, ndjson'],
    [['by-day', '2026-11-24', '--event', 'heard'], 'link_issued'],
    [['by-day', '2026-11-24', '--endpoint', 'localhost'], 'Example: --endpoint http://127.0.0.1'],
    [['by-day'], 'missing required argument'],
    [['by-week'], 'unknown command'],
    [['tail', '--since', '2026'], '2026-11-24T08:30Z'],
    [['tail', '--since', '9000-01-01'], 'Example: flex-audit tail --since 10m'],
    [['tail', '--until', '2026-01-01'], 'tail begins now unless --since is given. Example: flex-audit tail'],
    [['verify', '--offline', '/nowhere'], '--public-key'],
    [['verify', '--offline', '/nowhere', '--public-key', '/no/key'], 'cannot be read'],
    [['verify', '--offline', '/nowhere', '--public-key', 'package.json'], 'aws kms get-public-key'],
    [['verify', '--since', 'last week'], '7d'],
  ])('%j ends with 2 and a correct example', async (args, example) => {
    expect(await run(...args)).toBe(2);
    expect(written.stderr).toContain(example);
    expect(written.stdout).toBe('');
  });

  test('is quoted with its escape sequences escaped', async () => {
    await run('by-day', '\u001b[31m');
    expect(written.stderr).toContain('\\u{1b}[31m');
    expect(written.stderr.split(' ').slice(1).join(' ')).not.toContain('\u001b');
  });
});

test('--help ends with 0', async () => {
  expect(await run('--help')).toBe(0);
  expect(await run('verify', '--help')).toBe(0);
  expect(written.stdout).toContain('--offline');
});

test.each(['--help', 'tail --help', 'verify --help'])('%s lists every exit code', async args => {
  await run(...args.split(' '));
  const [, exitCodes = ''] = written.stdout.split('Exit codes:');
  // `unusable` is for input files. The audit commands have none.
  const { unusable, ...ofAudit } = EXIT_CODE;
  for (const code of Object.values(ofAudit)) expect(exitCodes).toMatch(new RegExp(`\\b${code} [a-zA-Z]`));
});
