import { expect, test } from 'vitest';
import { readRunbooks } from '../../../../lib/dashboard/runbooks.ts';

test('a runbook that several alarms have is read once, and in the order of the alarms', () => {
  expect(readRunbooks(['unavailable', 'internal-errors', 'unavailable']).map(({ name }) => name)).toEqual([
    'unavailable',
    'internal-errors',
  ]);
});

test('a runbook names the files to which it linked', () => {
  const [runbook] = readRunbooks(['trail-broken']);
  expect(runbook?.markdown).toContain('(docs/audit-trail.md)');
});

test('a runbook that does not exist is refused with its name', () => {
  expect(() => readRunbooks(['lost'])).toThrow('docs/operations.md has no runbook "lost"');
});
