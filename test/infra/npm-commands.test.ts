import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const home = mkdtempSync(join(tmpdir(), 'npm-home-'));
afterAll(() => rmSync(home, { recursive: true }));

const { bin, scripts, version } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as {
  readonly bin: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
  readonly version: string;
};

/** Runs a command in the project's folder with an empty home, as somebody does who has just cloned it. */
const run = (command: string, ...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: PROJECT,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: home },
  });
  return { status, stdout, stderr };
};

/** The scripts of npm that run a command line of `bin`. */
const commandLines = Object.entries(scripts).flatMap(([script, command]) => {
  const [name] = Object.entries(bin).find(([, file]) => command === `exec node ${file}`) ?? [];
  return name === undefined ? [] : [[script, name] as const];
});

test('every command line of the package has a script of npm', () => {
  expect(commandLines.map(([, name]) => name).sort()).toEqual(Object.keys(bin).sort());
});

describe.each(commandLines)('npm run %s', (script, name) => {
  test('keeps stdout empty when the command line is wrong, and passes its exit code on', () => {
    const { status, stdout, stderr } = run('npm', 'run', '--silent', script, '--', 'no-such-command');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('no-such-command');
  });

  test(`is also run by npx ${name}, without npm’s own output`, () => {
    expect(run('npx', '--offline', name, '--version')).toMatchObject({ status: 0, stdout: `${version}\n` });
  });

  test('prints completion scripts that name the program, and that bash accepts', () => {
    const { status, stdout } = run(process.execPath, bin[name] ?? '', 'completion', 'bash');
    expect(status).toBe(0);
    expect(stdout).toContain(`-F __${name.replaceAll('-', '_')}_complete ${name}`);
    const file = join(home, `${name}.bash`);
    writeFileSync(file, stdout);
    expect(run('bash', '-n', file)).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(run(process.execPath, bin[name] ?? '', 'completion', 'zsh').stdout).toContain(`#compdef ${name}`);
  });
});

test('the completion script gets commands, options and choices', () => {
  const words = (...typed: string[]) =>
    run(process.execPath, 'bin/flex-audit.js', 'complete', '--', ...typed)
      .stdout.split('\n')
      .map(line => line.split('\t')[0]);
  expect(words('by-')).toEqual(expect.arrayContaining(['by-recording', 'by-user', 'by-day']));
  expect(words('verify', '--')).toEqual(expect.arrayContaining(['--offline', '--profile', '--json']));
  expect(words('by-day', '2026-11-24', '--format', '')).toEqual(expect.arrayContaining(['table', 'csv', 'json']));
});
