import { readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { leftBehind, MAIN, start, temporary, useNpmStart } from '../support/npm-start.ts';

useNpmStart();

describe('npm start -- --ready-file', () => {
  const file = () => join(temporary, 'stack.json');

  test('writes the line of --json to a file for its owner only, and deletes the file at the end', async () => {
    await writeFile(file(), 'of an earlier stack');
    const process = start(MAIN, '--json', '--port', '0', '--ready-file', file());
    await process.printed('\n');
    expect(await readFile(file(), 'utf8')).toBe(process.output().stdout);
    expect((await stat(file())).mode & 0o777).toBe(0o600);
    process.stop('SIGTERM');
    expect(await process.ended).toBe(0);
    expect(await leftBehind()).toEqual([]);
  });

  test('deletes an earlier file when the stack cannot start', async () => {
    await writeFile(file(), 'of an earlier stack');
    const process = start(MAIN, '--data', fileURLToPath(import.meta.url), '--ready-file', file());
    expect(await process.ended).toBe(1);
    expect(await leftBehind()).toEqual([]);
  });

  test.each([
    ['in a folder that does not exist', '/nowhere/stack.json', 'ENOENT'],
    ['that is a folder', tmpdir(), 'ERR_FS_EISDIR'],
  ])('ends with 1 for a path %s', async (_, path, code) => {
    const process = start(MAIN, '--ready-file', path);
    expect(await process.ended).toBe(1);
    expect(process.output()).toEqual({
      stdout: '',
      stderr: `--ready-file ${path}: the file cannot be written (${code}).\n`,
    });
  });
});
