import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { copyProject } from '../support/project-copy.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
let copy: string;
let remove: () => void;

beforeAll(() => {
  ({ folder: copy, remove } = copyProject());
});
afterAll(() => remove());

/** Adds a source to the end of a file of the copy, which may be new, runs a part of `npm run check` there, and takes it away again. */
const runWith = (file: string, source: string, ...script: string[]) => {
  const path = join(copy, file);
  const before = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  writeFileSync(path, (before ?? '') + source);
  try {
    const { status, stdout, stderr } = spawnSync('npm', ['run', ...script], { cwd: copy, encoding: 'utf8' });
    return { passed: status === 0, output: stdout + stderr };
  } finally {
    if (before === undefined) rmSync(path);
    else writeFileSync(path, before);
  }
};

/** A function of more than sixty tokens that is not in the project. */
const body = (name: string, counter: string): string => `
export const ${name} = (words: readonly string[]): Map<string, number> => {
  const ${counter} = new Map<string, number>();
  for (const word of words) {
    const trimmed = word.trim().toUpperCase();
    if (trimmed === '') continue;
    ${counter}.set(trimmed, (${counter}.get(trimmed) ?? 0) + 1);
  }
  const sorted = [...${counter}].sort(([, left], [, right]) => right - left);
  return new Map(sorted.slice(0, 10));
};
`;

describe('npm run check', () => {
  const { scripts } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'));

  test.each(['lint', 'types', 'dead-code', 'duplicates', 'test:unit'])('runs %s', part => {
    expect(scripts.check.split(' && ')).toContain(`npm run ${part}`);
  });

  test.each([
    [
      'an unused export of a file that is used',
      'lambda/domain/shared/result.ts',
      'export const planted = 1;\n',
      ['dead-code'],
      'planted  lambda/domain/shared/result.ts',
    ],
    ['an unused file', 'lambda/planted.ts', 'export const planted = 1;\n', ['dead-code'], 'lambda/planted.ts'],
    [
      'an unused export in a test',
      'test/support/planted.ts',
      'export const p = 1;\n',
      ['dead-code'],
      'support/planted.ts',
    ],
    [
      'an any',
      'local/planted.ts',
      'export const planted = (value: any): void => value.go();\n',
      ['lint'],
      'noExplicitAny',
    ],
    ['an implicit any', 'lib/planted.ts', 'export const planted = (value) => value;\n', ['types'], 'TS7006'],
    [
      'a duplicated function',
      'lib/planted.ts',
      body('one', 'counts') + body('two', 'counts'),
      ['duplicates'],
      'planted.ts',
    ],
    [
      'a duplicated function with other names',
      'lib/planted.ts',
      body('one', 'counts') + body('two', 'sums'),
      ['duplicates'],
      'planted.ts',
    ],
    ['a broken link', 'docs/planted.md', '[a](gone.md)\n', ['test:unit', '--', 'documentation'], 'docs/planted.md'],
    [
      'a command that does not exist',
      'docs/planted.md',
      '`npm run gone`\n',
      ['test:unit', '--', 'documentation'],
      'gone: no such script',
    ],
  ])('finds %s', (_, file, source, script, named) => {
    const { passed, output } = runWith(file, source, ...script);
    expect(output).toContain(named);
    expect(passed).toBe(false);
  });
});
