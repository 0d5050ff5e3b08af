import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { endOnOutputError } from '../../../../bin/terminal/output-errors.ts';

let written: string;
let exitCodes: unknown[];

beforeEach(() => {
  written = '';
  exitCodes = [];
  vi.spyOn(process.stderr, 'write').mockImplementation(text => {
    written += text;
    return true;
  });
  vi.spyOn(process, 'exit').mockImplementation(code => {
    exitCodes.push(code);
    throw new Error('ended');
  });
  endOnOutputError();
});
afterEach(() => vi.restoreAllMocks());

const failing = (stream: 'stdout' | 'stderr', code: string) => () =>
  process[stream].emit('error', Object.assign(new Error(`${code}: cannot write`), { code }));

test.each(['stdout', 'stderr'] as const)(
  'a closed pipe on %s ends the program with 141 and without a message',
  stream => {
    expect(failing(stream, 'EPIPE')).toThrow('ended');
    expect([exitCodes, written]).toEqual([[141], '']);
  },
);

test('a full disk ends the program with 70 and a message', () => {
  expect(failing('stdout', 'ENOSPC')).toThrow('ended');
  expect([exitCodes, written]).toEqual([[70], 'error: The output cannot be written: ENOSPC: cannot write\n']);
});
