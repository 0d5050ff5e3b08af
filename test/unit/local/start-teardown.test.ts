import { expect, test } from 'vitest';
import { createTeardown } from '../../../local/teardown.ts';

test('teardown stops all parts once in reverse order, also when one fails', async () => {
  const teardown = createTeardown();
  const closed: string[] = [];
  const part = (name: string, failure?: Error) => ({
    close: async () => {
      closed.push(name);
      if (failure) throw failure;
    },
  });
  const first = part('first');
  expect(teardown.add(first)).toBe(first);
  teardown.add(part('second', new Error('second is stuck')));
  teardown.add(part('third', new Error('third is stuck')));

  await expect(teardown.run()).rejects.toThrow('third is stuck');
  expect(closed).toEqual(['third', 'second', 'first']);
  await teardown.run();
  expect(closed).toHaveLength(3);
});
