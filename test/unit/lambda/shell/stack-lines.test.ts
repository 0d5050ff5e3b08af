import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { EnvironmentError } from '../../../../lambda/shell/settings.ts';
import { stackLines } from '../../../../lambda/shell/stack-lines.ts';

const LAMBDA = fileURLToPath(new URL('../../../../lambda', import.meta.url));

describe('log lines', () => {
  test('name the stack, and are otherwise unchanged', () => {
    const written: string[] = [];
    stackLines({ STACK_NAME: 'Test "1"' }, text => written.push(text))('{"outcome":"released","n":1}');
    expect(written).toEqual(['{"stack":"Test \\"1\\"","outcome":"released","n":1}\n']);
  });

  test.each([{}, { STACK_NAME: '' }])('are not written without the name of the stack: %j', environment => {
    expect(() => stackLines(environment)).toThrow(EnvironmentError);
    expect(() => stackLines(environment)).toThrow(/STACK_NAME/);
  });

  test('are written by every function through stackLines, because metrics without the stack have no alarm', () => {
    const functions = readdirSync(LAMBDA, { recursive: true, encoding: 'utf8' }).filter(file =>
      file.endsWith('/dependencies.ts'),
    );
    expect(functions.length).toBeGreaterThan(7);
    const others = functions.filter(file => {
      const source = readFileSync(`${LAMBDA}/${file}`, 'utf8');
      return source.includes('process.stdout') || !source.includes('stackLines(process.env)');
    });
    expect(others).toEqual([]);
  });
});
