import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { costsProgram } from '../../bench/costs/costs-program.ts';
import { auditProgram } from '../../bin/audit/audit-program.ts';
import { catalogProgram } from '../../bin/catalog/catalog-program.ts';
import { doctorProgram } from '../../bin/doctor/doctor-program.ts';
import { policyProgram } from '../../bin/policy/policy-program.ts';
import { HELP } from '../../local/arguments.ts';
import { brokenLinks, type KnownCommands, missingPaths, unknownCommands } from '../support/documentation.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDERS = ['bin', 'bench', 'docs', 'lambda', 'lib', 'local', 'policy', 'test'];
const PAGES = ['.', ...FOLDERS]
  .flatMap(folder =>
    readdirSync(join(ROOT, folder), { recursive: folder !== '.', encoding: 'utf8' }).map(file => join(folder, file)),
  )
  .filter(path => path.endsWith('.md'));

const ignore = () => undefined;
const startOptions = [...HELP.matchAll(/--([a-z][a-z-]*)/g)].map(([, name = '']) => name);
const known: KnownCommands = {
  scripts: Object.keys(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).scripts),
  options: {
    start: startOptions,
    dev: startOptions,
    costs: costsProgram(ignore)
      .options.flatMap(({ long }) => (long ? [long.slice(2)] : []))
      .concat('help'),
    doctor: doctorProgram(ignore)
      .options.flatMap(({ long }) => (long ? [long.slice(2)] : []))
      .concat('help'),
    // Passed on to `cdk deploy`.
    deploy: ['import-existing-resources', 'require-approval'],
  },
  programs: { audit: auditProgram(ignore), catalog: catalogProgram(ignore), policy: policyProgram(ignore) },
};

describe.each(PAGES)('%s', page => {
  const path = join(ROOT, page);

  test('has no broken link', () => {
    expect(brokenLinks(path)).toEqual([]);
  });

  test('names only files that exist', () => {
    expect(missingPaths(ROOT, path, FOLDERS)).toEqual([]);
  });

  test('names only commands and options that exist', () => {
    expect(unknownCommands(path, known)).toEqual([]);
  });
});

describe('the check of the documentation', () => {
  const folder = mkdtempSync(join(tmpdir(), 'documentation-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const page = (text: string): string => {
    const path = join(folder, 'page.md');
    writeFileSync(path, text);
    return path;
  };
  writeFileSync(join(folder, 'other.md'), '# Who *may* listen?\n\n## Same\n\n## Same\n');

  test.each([
    '[a](gone.md)',
    '[a](other.md#gone)',
    '[a](#gone)',
    '![a](gone.svg)',
    '[a][1]\n\n[1]: gone.md',
    '| a |\n|---|\n| [a](gone/) |',
  ])('reports the broken link in %j', text => {
    expect(brokenLinks(page(text))).toHaveLength(1);
  });

  test.each([
    '[a](other.md#who-may-listen)',
    '[a](other.md#same-1)',
    '# Here\n[a](#here)',
    '[a](https://example.com/gone)',
    '`[a](gone.md)`',
  ])('accepts %j', text => {
    expect(brokenLinks(page(text))).toEqual([]);
  });

  test.each([
    ['`npm run chek`', 'chek: no such script'],
    ['```sh\nnpm ci && npm run gone\n```', 'gone: no such script'],
    ['`npm start -- --prot 1`', 'start: no option --prot'],
    ['`npm run audit -- by-week 1`', 'audit: no command by-week'],
    ['`npm run audit -- by-day 2026-11-24 --frmat csv`', 'audit: no option --frmat'],
    ['`npm run catalog -- set RE… --no-restrictd`', 'catalog: no option --no-restrictd'],
  ])('reports the invalid command in %j', (text, problem) => {
    expect(unknownCommands(page(text), known)).toEqual([problem]);
  });

  test('accepts existing commands, and ignores the text after a command', () => {
    const text =
      '`npm start -- --json > file --x`, `npm run audit -- …`, `npm run policy -- --help`, `npm ci`, npm run gone\n';
    expect(unknownCommands(page(text), known)).toEqual([]);
  });

  test('reports a file that does not exist', () => {
    const text = '`lib/gone.ts`, `lib/`, `lambda/*/index.ts`, `policy/playback.cedar`';
    expect(missingPaths(ROOT, page(text), FOLDERS)).toEqual(['lib/gone.ts']);
  });
});
