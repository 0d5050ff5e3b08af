import { mkdirSync, rmSync, symlinkSync, truncateSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { auditCli, auditCliIn, auditCliWithoutReader } from '../support/audit-cli.ts';
import { digestKeyAt, eventsKeyAt } from '../support/digest-stage.ts';
import { type OfflineCopy, offlineCopy } from '../support/offline-copy.ts';
import { runProgram } from '../support/program.ts';

let copy: OfflineCopy;
beforeAll(async () => {
  copy = await offlineCopy();
});
beforeEach(() => copy.restore());
afterAll(() => copy.remove());

const verify = () => ['verify', '--offline', copy.folder, '--public-key', copy.publicKeyFile];

describe('audit verify whose reader closes the pipe', () => {
  test('ends with 141 when there is a finding', async () => {
    rmSync(copy.pathOf(eventsKeyAt('02:15')));
    expect(await auditCli(...verify())).toMatchObject({ code: 1, stdout: expect.stringContaining('MISSING') });
    expect(await auditCliWithoutReader(...verify())).toEqual({ code: 141, stdout: '', stderr: '' });
  });

  test('ends with 141 when there is no finding', async () => {
    expect(await auditCli(...verify())).toMatchObject({ code: 0 });
    expect(await auditCliWithoutReader(...verify())).toEqual({ code: 141, stdout: '', stderr: '' });
  });
});

describe('an internal error', () => {
  const BROKEN = `process.stdout.write = () => { throw new TypeError('broken \\x1b[31m'); }`;
  const env = { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(BROKEN)}` };

  test('ends audit verify with 70 and a stack trace', async () => {
    const { code, stderr } = await auditCliIn(env, ...verify());
    expect(code).toBe(70);
    expect(stderr).toMatch(/^error: internal error; there is no result.+TypeError: broken \\u\{1b\}\[31m\n {4}at /s);
  });

  test.each(['bin/flex-policy.js', 'bin/flex-catalog.js'])('ends %s with 70', async program => {
    expect(await runProgram([program, '--help'], env)).toMatchObject({ status: 70 });
  });
});

describe('a command without an AWS region', () => {
  const env = {
    ...{ AWS_REGION: undefined, AWS_PROFILE: undefined, HOME: '/nowhere' },
    ...{ AWS_CONFIG_FILE: undefined, AWS_SHARED_CREDENTIALS_FILE: undefined },
  };

  test.each([
    ['verify'],
    ['by-day', '2026-11-24'],
    ['tail', '--table', 'audit'],
    ['revoke', '--user', `WK${'0'.repeat(32)}`],
    [
      'revoke',
      '--user',
      `WK${'0'.repeat(32)}`,
      '--table',
      'audit',
      '--links-table',
      'links',
      '--coverage-table',
      'coverage',
    ],
  ])('%j ends with 3 and names the setting', async (...args) => {
    const { code, stderr } = await auditCliIn(env, ...args);
    expect(stderr).toMatch(/^error: The AWS configuration has no region\. Example: --region eu-central-1.*\n$/);
    expect(code).toBe(3);
  });

  test('does not verify with an invalid region', async () => {
    const { code, stderr } = await auditCliIn(env, 'verify', '--region', 'bad region!');
    expect(stderr).toMatch(/^error: "bad region!" is not an AWS region\. Example: --region eu-central-1.*\n$/);
    expect(code).toBe(3);
  });
});

describe('audit verify of a copy in which an object was replaced', () => {
  const [digest, events] = [digestKeyAt('02:15'), eventsKeyAt('02:15')];
  const replaced = async (key: string, replace: (path: string) => void) => {
    rmSync(copy.pathOf(key));
    replace(copy.pathOf(key));
    return auditCli(...verify());
  };

  test.each([
    ['a folder', digest, (path: string) => mkdirSync(path)],
    ['a folder', events, (path: string) => mkdirSync(path)],
    ['an endless device', digest, (path: string) => symlinkSync('/dev/zero', path)],
  ])('reports %s in the place of %s', async (_, key, replace) => {
    const { code, stdout, stderr } = await replaced(key, replace);
    expect(stdout).toContain(`UNREADABLE ${key}\n`);
    expect([code, stderr]).toEqual([1, '']);
  });

  test('reports a digest that is longer than a string can be', async () => {
    truncateSync(copy.pathOf(digest), 3e9);
    const { code, stdout, stderr } = await auditCli(...verify());
    expect(stdout).toContain(`UNREADABLE ${digest}\n`);
    expect([code, stderr]).toEqual([1, '']);
  });

  test.each([digest, events])('ends with a usage error when %s cannot be read', async key => {
    const { code, stderr } = await replaced(key, path => symlinkSync(path, path));
    expect(stderr).toBe(`error: ${copy.pathOf(key)} cannot be read (ELOOP).\n`);
    expect(code).toBe(2);
  });
});
