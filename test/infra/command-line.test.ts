import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const RECORD_CONNECTIONS = fileURLToPath(new URL('../support/record-connections.cjs', import.meta.url));
const CDK = createRequire(import.meta.url).resolve('aws-cdk/bin/cdk');

const scratch = mkdtempSync(join(tmpdir(), 'command-line-'));
const connectionsFile = join(scratch, 'connections');
afterAll(() => rmSync(scratch, { recursive: true }));

/** Runs a program as on a machine without network, credentials or AWS configuration. */
const run = (...args: string[]) => {
  rmSync(connectionsFile, { force: true });
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: PROJECT,
    encoding: 'utf8',
    env: {
      PATH: process.env['PATH'],
      HOME: scratch,
      CONNECTIONS_FILE: connectionsFile,
      NODE_OPTIONS: `--require ${RECORD_CONNECTIONS}`,
    },
  });
  const connections = existsSync(connectionsFile) ? readFileSync(connectionsFile, 'utf8') : '';
  return { status, output: stdout + stderr, connections };
};

const cdk = (...args: string[]) => run(CDK, ...args, '--output', join(scratch, 'cdk.out'));

test('a connection would be noticed', () => {
  expect(run('-e', 'require("node:net").connect(9, "127.0.0.1").on("error", () => {})').connections).toContain('9');
  expect(run('-e', 'fetch("http://unheard.example").catch(() => {})').connections).toContain('unheard.example');
});

describe('cdk synth on a fresh clone', () => {
  const synth = cdk('synth', '--quiet');

  test('works without credentials, and asks and tells nobody', () => {
    expect(synth.output).not.toMatch(/error/i);
    expect(synth.status).toBe(0);
    expect(synth.connections).toBe('');
    expect(existsSync(join(scratch, 'cdk.out', 'FlexSecurePlayback.template.json'))).toBe(true);
  });

  test('says which values are still placeholders', () => {
    expect(synth.output).toContain('accountSid is still the placeholder');
    expect(synth.output).toContain('bucketName is still the placeholder');
  });
});

describe('what npm run deploy is stopped by', () => {
  const { scripts } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'));
  const strict = (scripts.deploy as string).split(' ').filter(word => word.startsWith('--'));

  test('placeholders', () => {
    expect(cdk('synth', '--quiet', ...strict).status).toBe(1);
  });

  test('nothing, once they are replaced', () => {
    const replaced = ['-c', `accountSid=AC${'1'.repeat(32)}`, '-c', 'bucketName=recordings'];
    const { status, output } = cdk('synth', '--quiet', ...strict, ...replaced);
    expect(output).not.toContain('placeholder');
    expect(status).toBe(0);
  });
});

test('a wrong configuration ends with all its problems and without a stack trace', () => {
  const { status, output } = cdk('synth', '-c', 'accountSid=AC1', '-c', 'tokenCacheSeconds=61');
  expect(status).not.toBe(0);
  expect(output).toContain('accountSid is "AC1": it must be the Twilio account SID');
  expect(output).toContain('tokenCacheSeconds is 61: it must be');
  expect(output).not.toMatch(/^\s+at |PlaybackConfigError/m);
});
