import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';

const HOOKS = fileURLToPath(new URL('../../.githooks/', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'git-hooks-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const check = (message: string) => {
  const file = join(scratch, 'message');
  writeFileSync(file, message);
  const { status, stderr } = spawnSync(join(HOOKS, 'commit-msg'), [file], { encoding: 'utf8' });
  return { status, stderr };
};

describe('the commit-msg hook', () => {
  test.each([
    'Add a check of licences\n\nBecause a lawyer asked.\n',
    'Process callbacks once\n# what git adds\n',
    `A${'ü'.repeat(71)}\n`,
    `Merge branch ${'x'.repeat(80)}\n`,
    'fixup! Add a check of licences\n',
  ])('accepts %j', message => {
    expect(check(message)).toEqual({ status: 0, stderr: '' });
  });

  test.each([
    ['Added a check', 'Adding'],
    ['Adds a check', 'Adding'],
    ['Adding a check', 'Adding'],
    ['add a check', 'capital letter'],
    ['Add a check.', 'full stop'],
    [`Add ${'x'.repeat(69)}`, '72 characters'],
    ['Add a check\nof licences', 'has to be empty'],
    ['', 'capital letter'],
  ])('refuses %j and says why', (message, reason) => {
    expect(check(message)).toEqual({ status: 1, stderr: expect.stringContaining(reason) });
  });
});

test.each(['commit-msg', 'pre-commit'])('git can run the %s hook', name => {
  expect(statSync(join(HOOKS, name)).mode & 0o111).toBe(0o111);
});
