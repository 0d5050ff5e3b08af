import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DOCUMENTS = ['README.md', ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })]
  .filter(name => name.endsWith('.md'))
  .map(name => (name === 'README.md' ? name : join('docs', name)));

/** Matches a command whose output, with npm's banner, goes to a file or to another program. */
const READ_BY_A_PROGRAM = /npm (?:run|start)\b[^`|>\n]*(?:(?<!\d)>|\|(?! )|\| (?!`))[^\n]*/g;
const bannered = (text: string): string[] =>
  (text.match(READ_BY_A_PROGRAM) ?? []).filter(command => !command.includes('--silent'));

describe('documented commands', () => {
  test.each(DOCUMENTS)('of %s use --silent where they redirect the output of npm', name => {
    expect(bannered(readFileSync(join(ROOT, name), 'utf8'))).toEqual([]);
  });

  test.each([
    'npm run audit -- by-day 2026-11-24 --format csv > denied.csv',
    'npm start -- --json --port 0 > stack.json &',
    'npm start -- --json | jq .aws',
    'npm run audit -- verify |tee log',
  ])('without --silent are reported: %s', command => {
    expect(bannered(`text\n${command}\n`)).toEqual([command]);
  });

  test.each([
    'npm run --silent audit -- tail > log',
    'npm start --silent -- --json | jq .aws',
    'npm run audit -- tail 2> log',
  ])('are accepted: %s', command => {
    expect(bannered(command)).toEqual([]);
  });
});
