import { describe, expect, test } from 'vitest';
import { failedItems } from '../../../../local/event-sources/failed-items.ts';

const IDS = ['one', 'two'];
const failures = (...ids: unknown[]) => ({ batchItemFailures: ids.map(itemIdentifier => ({ itemIdentifier })) });

describe('the answer of a function to a batch', () => {
  test.each([[null], [undefined], [''], [{}], [{ batchItemFailures: null }], [failures()]])(
    'counts as complete success when it is %j',
    answer => {
      expect(failedItems(answer, IDS)).toEqual([]);
    },
  );

  test('names the messages that failed', () => {
    expect(failedItems(failures('two'), IDS)).toEqual(['two']);
  });

  test.each([
    ['no object', 'done'],
    ['an unknown message', failures('two', 'three')],
    ['an empty name', failures('')],
    ['no name', { batchItemFailures: [{}] }],
  ])('counts as complete failure when it has %s', (_, answer) => {
    expect(failedItems(answer, IDS)).toEqual(IDS);
  });
});
