import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const PROJECT = fileURLToPath(new URL('../../../..', import.meta.url));
const CACHE = 'node_modules/.cache/flex-secure-playback';
let folder: string;

const write = (path: string, text: string) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};

/** Runs the program of the small package, and returns what it prints. */
const run = () => {
  const { stdout, stderr } = spawnSync(process.execPath, [join(folder, 'bin/start.js')], { encoding: 'utf8' });
  return { stdout, stderr };
};

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'run-compiled-')));
  for (const name of ['esbuild', 'tsx']) {
    mkdirSync(join(folder, 'node_modules'), { recursive: true });
    symlinkSync(join(PROJECT, 'node_modules', name), join(folder, 'node_modules', name));
  }
  write('package.json', '{"type":"module"}');
  mkdirSync(join(folder, 'bin/program'), { recursive: true });
  cpSync(join(PROJECT, 'bin/program/run-compiled.js'), join(folder, 'bin/program/run-compiled.js'));
  write('bin/start.js', `await (await import('./program/run-compiled.js')).runCompiled('bin/main.ts');`);
  write('bin/main.ts', `import { text } from '../lib/text.ts';\nconsole.log(text as string, import.meta.url);`);
  write('lib/text.ts', `export const text: string = 'first';`);
});
afterEach(() => rmSync(folder, { recursive: true }));

const printed = (text: string) => ({ stdout: `${text} ${pathToFileURL(join(folder, 'bin/main.ts'))}\n`, stderr: '' });

test('a program is compiled once, and knows the place of its source', () => {
  expect(run()).toEqual(printed('first'));
  const compiled = readdirSync(join(folder, CACHE));
  expect(compiled).toEqual([expect.stringMatching(/^main-\w{32}$/)]);
  expect(run()).toEqual(printed('first'));
  expect(readdirSync(join(folder, CACHE))).toEqual(compiled);
});

test('a program runs the changed source after a change of the same length', () => {
  expect(run()).toEqual(printed('first'));
  write('lib/text.ts', `export const text: string = 'again';`);
  expect(run()).toEqual(printed('again'));
});

test('a program runs from memory when the cache cannot be written', () => {
  write('node_modules/.cache', 'a file in the place of the folder');
  expect(run()).toEqual(printed('first'));
  write('lib/text.ts', `export const text: string = 'again';`);
  expect(run()).toEqual(printed('again'));
});

test('an error is printed with the line of the source', () => {
  write('lib/text.ts', `\n\nthrow new Error('broken');\nexport const text = '';`);
  expect(run().stderr).toMatch(/Error: broken\n.*lib\/text\.ts:3:7/s);
});

test('the file of a syntax error is named', () => {
  write('lib/text.ts', 'export const text = ;');
  expect(run().stderr).toContain('lib/text.ts:1:20');
});
