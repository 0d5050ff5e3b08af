import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const RECORD_CONNECTIONS = fileURLToPath(new URL('../support/record-connections.cjs', import.meta.url));
const LIKE_A_TERMINAL = fileURLToPath(new URL('../support/like-a-terminal.cjs', import.meta.url));
const CDK = createRequire(import.meta.url).resolve('aws-cdk/bin/cdk');
const scratch = mkdtempSync(join(tmpdir(), 'command-line-'));
const connectionsFile = join(scratch, 'connections');
afterAll(() => rmSync(scratch, { recursive: true }));

const { scripts } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as {
  scripts: Readonly<Record<'synth' | 'deploy', string>>;
};

/** Runs a command without credentials or AWS configuration, and records the connections that it tries. */
const runAs = (preloaded: readonly string[], command: string, ...args: string[]) => {
  rmSync(connectionsFile, { force: true });
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: PROJECT,
    encoding: 'utf8',
    env: {
      PATH: [join(PROJECT, 'node_modules/.bin'), process.env['PATH']].join(delimiter),
      HOME: scratch,
      CONNECTIONS_FILE: connectionsFile,
      NODE_OPTIONS: preloaded.map(file => `--require ${file}`).join(' '),
    },
  });
  const connections = existsSync(connectionsFile) ? readFileSync(connectionsFile, 'utf8') : '';
  return { status, output: stdout + stderr, connections };
};

const run = (...args: string[]) => runAs([RECORD_CONNECTIONS], process.execPath, ...args);
const cdk = (...args: string[]) => run(CDK, ...args, '--output', join(scratch, 'cdk.out'));

test('a connection attempt is recorded by the test’s own check', () => {
  expect(run('-e', 'require("node:net").connect(9, "127.0.0.1").on("error", () => {})').connections).toContain('9');
  expect(run('-e', 'fetch("http://unheard.example").catch(() => {})').connections).toContain('unheard.example');
});

describe('cdk synth on a fresh clone', () => {
  const synth = cdk('synth', '--quiet');

  test('succeeds without credentials and without a connection', () => {
    expect(synth.output).not.toMatch(/error/i);
    expect(synth.status).toBe(0);
    expect(synth.connections).toBe('');
    expect(existsSync(join(scratch, 'cdk.out', 'FlexSecurePlayback.template.json'))).toBe(true);
  });

  test('makes no connection at a terminal either, where the CLI looks for updates by default', () => {
    const atTerminal = (command: string) =>
      runAs([RECORD_CONNECTIONS, LIKE_A_TERMINAL], 'sh', '-c', `${command} --output "$HOME/cdk.out"`);
    expect(atTerminal(scripts.synth)).toMatchObject({ status: 0, connections: '' });
    // Without the variable that the script sets, the CLI looks for a newer version: the simulated terminal works.
    expect(atTerminal('cdk synth --quiet')).toMatchObject({ status: 0, connections: expect.stringContaining('npm') });
  });

  test('has telemetry and notices turned off in cdk.json', () => {
    expect(JSON.parse(readFileSync(join(PROJECT, 'cdk.json'), 'utf8'))).toMatchObject({
      notices: false,
      versionReporting: false,
      context: { 'cli-telemetry': false },
    });
  });

  test('names the configuration values that are still placeholders', () => {
    expect(synth.output).toContain('accountSid is still the placeholder');
    expect(synth.output).toContain('bucketName is still the placeholder');
  });
});

describe('npm run deploy', () => {
  const strict = scripts.deploy.split(' ').filter(word => word.startsWith('--'));

  test('stops when the configuration has placeholders', () => {
    expect(cdk('synth', '--quiet', ...strict).status).toBe(1);
  });

  test('does not stop when all placeholders are replaced', () => {
    const replaced = ['-c', `accountSid=AC${'1'.repeat(32)}`, '-c', 'bucketName=recordings'];
    const { status, output } = cdk('synth', '--quiet', ...strict, ...replaced);
    expect(output).not.toContain('placeholder');
    expect(output).toContain('the deployment needs a quota of 200');
    expect(status).toBe(0);
  });
});

test('synthesis of an invalid configuration fails with all problems and without a stack trace', () => {
  const { status, output } = cdk('synth', '-c', 'accountSid=AC1', '-c', 'tokenCacheSeconds=61');
  expect(status).not.toBe(0);
  expect(output).toContain('accountSid is "AC1": it must be the Twilio account SID');
  expect(output).toContain('tokenCacheSeconds is 61: it must be');
  expect(output).not.toMatch(/^\s+at |PlaybackConfigError/m);
});
