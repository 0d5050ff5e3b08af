import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const { dependencies, devDependencies } = JSON.parse(read('package.json'));
const packages: [string, string][] = Object.entries({ ...dependencies, ...devDependencies });

test.each(packages)('%s is pinned, and docs/dependencies.md says what it is for', (name, version) => {
  expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  // The AWS clients share a row, in which only the first has its scope.
  expect(read('docs/dependencies.md')).toContain(`\`${name.replace('@aws-sdk/client-', 'client-')}\``.slice(1));
});

test('the coverage provider has the version of the test runner', () => {
  expect(devDependencies['@vitest/coverage-v8']).toBe(devDependencies.vitest);
});
