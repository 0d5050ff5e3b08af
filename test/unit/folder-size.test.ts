import { existsSync, readdirSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MOST_FILES = 15;

/** The folders of a tree, itself included, with their numbers of code files. */
const foldersBelow = (folder: string): [folder: string, files: number][] => {
  const entries = readdirSync(join(ROOT, folder), { withFileTypes: true });
  const code = entries.filter(entry => entry.isFile() && ['.ts', '.js'].includes(extname(entry.name)));
  const inner = entries.filter(entry => entry.isDirectory()).flatMap(({ name }) => foldersBelow(`${folder}/${name}`));
  return [[folder, code.length], ...inner];
};

test.each(['lambda', 'lib', 'bin', 'local', 'test/unit'])('no folder under %s has more than 15 files of code', tree => {
  expect(foldersBelow(tree).filter(([, files]) => files > MOST_FILES)).toEqual([]);
});

test('each folder of the unit tests has the path of the folder that it tests', () => {
  const folders = foldersBelow('test/unit').map(([folder]) => relative('test/unit', folder));

  expect(folders.filter(folder => !existsSync(join(ROOT, folder)))).toEqual([]);
});
