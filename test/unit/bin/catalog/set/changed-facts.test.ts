import { expect, test } from 'vitest';
import { changedFacts } from '../../../../../bin/catalog/set/changed-facts.ts';

const stored = { recording_sid: 'RE1', restricted: true, team: 'billing', tags: ['a', 'b'], status: 'completed' };

test('only the facts that differ are part of a change', () => {
  const facts = { restricted: false, team: 'billing', tags: ['b', 'a'], queue: 'vip' };
  expect(changedFacts(stored, { facts, cleared: [] })).toEqual({
    before: { restricted: true, tags: ['a', 'b'] },
    after: { restricted: false, tags: ['b', 'a'], queue: 'vip' },
    decided: { facts: { restricted: false, tags: ['b', 'a'], queue: 'vip' }, cleared: [] },
  });
});

test('a cleared fact is only in the facts before the change', () => {
  expect(changedFacts(stored, { facts: {}, cleared: ['team', 'queue'] })).toEqual({
    before: { team: 'billing' },
    after: {},
    decided: { facts: {}, cleared: ['team'] },
  });
});

test('a decision that changes nothing is no change', () => {
  expect(changedFacts(stored, { facts: { restricted: true, team: 'billing' }, cleared: ['queue'] })).toBeUndefined();
});

test('a stored value of a wrong type is shown as it is, and is changed', () => {
  const malformed = { restricted: 'true' };
  expect(changedFacts(malformed, { facts: { restricted: true }, cleared: [] })).toMatchObject({
    before: { restricted: 'true' },
    after: { restricted: true },
  });
});
