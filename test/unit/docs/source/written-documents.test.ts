import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { drawRequestPath } from '../../../../docs/source/request-path.ts';
import { SETTINGS_BEGIN, settingsTable, withSettingsTable } from '../../../../docs/source/settings.ts';
import { KEYS } from '../../../../lib/config/parse-playback-config.ts';

const read = (path: string) => readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');

// When one of these fails, run `npm run documents`, and look at what it changed.

test('docs/request-path.svg is what its source draws', () => {
  expect(read('docs/request-path.svg')).toBe(drawRequestPath());
});

test('the table of settings in the README is what the schema says', () => {
  expect(withSettingsTable(read('README.md'))).toBe(read('README.md'));
});

test('the table has each key of the schema once, with its default, or what applies without it', () => {
  const rows = new Map(
    [...settingsTable().matchAll(/^\| `(\w+)` \| .+? \| (.+?) \| .+ \|$/gm)].map(([, key = '', value = '']) => [
      key,
      value,
    ]),
  );
  expect([...rows.keys()]).toEqual(KEYS);
  expect(['bucketName', 'bucketRegion', 'tokenCacheSeconds', 'alarmEmail'].map(key => rows.get(key))).toEqual([
    'required',
    "the stack's",
    '`30`',
    'none',
  ]);
});

test('a README without a place for the table is refused', () => {
  expect(() => withSettingsTable('# flex-secure-playback')).toThrow(`README.md needs the lines ${SETTINGS_BEGIN}`);
});

test('the drawing says its steps to those who cannot see it, and loads nothing', () => {
  const svg = drawRequestPath();
  expect(svg).toMatch(
    /<desc id="description">The player asks url-provider\. 1: .* 6: Release the link \(it expires\)\./,
  );
  expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(/https?:|<script|<image|@import/);
});
