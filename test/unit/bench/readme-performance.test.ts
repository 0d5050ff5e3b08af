import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  performanceSection,
  type QuotedResults,
  SECTION_BEGINS,
  SECTION_ENDS,
} from '../../../bench/report/performance-section.ts';

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

test('the README quotes the figures of bench/results.json', () => {
  const readme = read('README.md');
  const quoted = readme.slice(readme.indexOf(SECTION_BEGINS), readme.indexOf(SECTION_ENDS) + SECTION_ENDS.length);
  expect(quoted).toBe(performanceSection(JSON.parse(read('bench/results.json')) as QuotedResults));
});

test('the quoted results are those of a whole run', () => {
  expect(JSON.parse(read('bench/results.json'))).toMatchObject({ quick: false });
});
