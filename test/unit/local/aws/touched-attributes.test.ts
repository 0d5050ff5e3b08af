import { expect, test } from 'vitest';
import { touchedAttributes } from '../../../../local/aws/dynamodb/touched-attributes.ts';

test.each([
  ['an item', { Item: { b: {}, a: {} } }, ['a', 'b']],
  [
    'a key and an update',
    { Key: { e: {} }, UpdateExpression: 'SET a = :a, b = if_not_exists(c, :b) REMOVE d' },
    'abcde',
  ],
  ['a condition', { ConditionExpression: 'attribute_not_exists(a) OR NOT (b BETWEEN :x AND :y) AND c IN (:z)' }, 'abc'],
  [
    'placeholders',
    { UpdateExpression: 'SET #s = :v', ExpressionAttributeNames: { '#s': 'restricted' } },
    ['restricted'],
  ],
  [
    'paths, by their top',
    { ConditionExpression: 'a.#x = :v AND b[0].c = :w', ExpressionAttributeNames: { '#x': 'y' } },
    'ab',
  ],
  ['lower-case words', { UpdateExpression: 'set a = :a remove b' }, 'ab'],
  ['a query', { KeyConditionExpression: 'a = :a AND begins_with(b, :b)', FilterExpression: 'size(c) > :c' }, 'abc'],
  ['a projection', { Key: { a: {} }, ProjectionExpression: 'b, c.d' }, 'abc'],
  [
    'the old parameters',
    { Key: { a: {} }, AttributeUpdates: { b: {} }, Expected: { c: {} }, AttributesToGet: ['d'] },
    'abcd',
  ],
  [
    'a batch of writes',
    { RequestItems: { t: [{ PutRequest: { Item: { a: {} } } }, { DeleteRequest: { Key: { b: {} } } }] } },
    'ab',
  ],
  ['a batch of reads', { RequestItems: { t: { Keys: [{ a: {} }], ProjectionExpression: 'b' } } }, 'ab'],
  [
    'a transaction',
    {
      TransactItems: [
        { Update: { Key: { a: {} }, UpdateExpression: 'SET #b = :b', ExpressionAttributeNames: { '#b': 'b' } } },
      ],
    },
    'ab',
  ],
  ['nothing', {}, []],
])('the attributes that a call touches are found in %s', (_, input, attributes) => {
  const expected = [...attributes];
  expect(touchedAttributes(input)).toEqual(expected);
});
