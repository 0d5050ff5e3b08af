import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { createFunction, type LocalFunction } from '../../local/functions/local-function.ts';
import type { RunnableFunction } from '../../local/functions/runnable-function.ts';

let directory: string;
let open: LocalFunction[];

/** The lines that the functions of the current test have logged, as `TestFunction: line`. */
export let lines: string[];

/** Closes the functions of a test after it. Call it once in each test file that uses `functionOf`. */
export const useTestFunctions = (): void => {
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'functions-test-'));
    lines = [];
    open = [];
  });

  afterEach(async () => {
    await Promise.all(open.map(fn => fn.close()));
    await rm(directory, { recursive: true });
  });
};

/** A function whose bundle is the given CommonJS source. */
export const functionOf = async (source: string, settings: Partial<RunnableFunction> = {}): Promise<LocalFunction> => {
  await writeFile(join(directory, 'index.js'), source);
  const definition: RunnableFunction = {
    name: 'TestFunction',
    codeDirectory: directory,
    handler: 'index.handler',
    environment: {},
    timeoutSeconds: 20,
    memoryMb: 256,
    ...settings,
  };
  const created = createFunction(definition, { log: (name, line) => lines.push(`${name}: ${line}`) });
  open.push(created);
  return created;
};
