import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { PORT_SUITES } from '../contract/port-suites.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const filesBelow = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map(name => join(folder, name));

const INTERFACE = /^export interface (\w+)[^{]*\{\n(.*?)^\}/gms;
const METHOD = /^ {2}\w+(<[^>]*>)?\(/m;

/** Returns the names of the exported interfaces with methods in a source text. */
const portsIn = (source: string): string[] =>
  [...source.matchAll(INTERFACE)].flatMap(([, name = '', body = '']) => (METHOD.test(body) ? [name] : []));

test('finds the ports in a source text', () => {
  const source = [
    'export interface Port<T> extends Other {\n  readonly a: string;\n  run(\n    b: string,\n  ): void;\n}',
    'export interface Data {\n  readonly run: () => void;\n}',
    'interface Inner {\n  run(): void;\n}',
  ].join('\n\n');
  expect(portsIn(source)).toEqual(['Port']);
});

test('every port has a contract suite in the list, and the list names no other', () => {
  const sources = ['lambda/domain', 'lambda/adapters'].flatMap(filesBelow).filter(path => path.endsWith('.ts'));
  expect(Object.keys(PORT_SUITES).sort()).toEqual(sources.flatMap(path => portsIn(read(path))).sort());
});

test.each([...new Set(Object.values(PORT_SUITES))])('the contract suite %s exists', suite => {
  expect(read(`test/contract/${suite}`)).toContain("from 'vitest'");
});

test.each(readdirSync(join(ROOT, 'test/fakes')))('the fake %s runs in a contract suite of a port', fake => {
  const suites = [...new Set(Object.values(PORT_SUITES))].map(suite => read(`test/contract/${suite}`));
  expect(suites.filter(suite => suite.includes(`'../fakes/${fake}'`))).not.toEqual([]);
});
