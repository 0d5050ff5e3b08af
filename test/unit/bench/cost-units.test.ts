import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, test } from 'vitest';
import { deploymentCounts, difference } from '../../../bench/costs/measure/deployment-counts.ts';
import { itemBytes, readUnits, writeUnits } from '../../../bench/costs/measure/item-size.ts';
import { growthOf, writesOf } from '../../../bench/costs/measure/write-cost.ts';

describe('the size of an item', () => {
  test.each([
    ['a name and a text, in UTF-8', { name: { S: 'Grüße' } }, 4 + 7],
    ['a number, two digits a byte and one more', { n: { N: '119' } }, 1 + 3],
    ['a truth value', { b: { BOOL: false } }, 1 + 1],
    ['an empty list', { l: { L: [] } }, 1 + 3],
    ['a list with two texts', { l: { L: [{ S: 'ab' }, { S: 'c' }] } }, 1 + 3 + 2 + 3],
    ['a map', { m: { M: { key: { S: 'v' } } } }, 1 + 3 + 1 + 4],
  ])('counts %s', (_, item, bytes) => {
    expect(itemBytes(item)).toBe(bytes);
  });

  test('decides the units', () => {
    expect([1, 1024, 1025, 2048].map(writeUnits)).toEqual([1, 1, 2, 2]);
    expect([0, 4096, 4097].map(bytes => readUnits(bytes, true))).toEqual([1, 1, 2]);
    expect(readUnits(4096, false)).toBe(0.5);
  });
});

describe('a write', () => {
  const index = (name: string, key: string, type: 'ALL' | 'KEYS_ONLY') => ({
    IndexName: name,
    KeySchema: [{ AttributeName: key, KeyType: 'HASH' as const }],
    Projection: { ProjectionType: type },
  });
  const table = {
    logicalId: 'Table',
    tableName: 'Table-1',
    arn: 'arn',
    attributeDefinitions: [],
    keySchema: [{ AttributeName: 'id', KeyType: 'HASH' as const }],
    globalIndexes: [index('whole', 'user', 'ALL'), index('keys', 'day', 'KEYS_ONLY')],
  };
  const places = (before: object | undefined, after: object) =>
    writesOf(table, before && marshall(before), marshall(after)).map(({ place, units }) => `${place} ${units}`);

  test('of a new item is written to every index that has its keys', () => {
    expect(places(undefined, { id: '1', user: 'u', day: 'd' })).toEqual(['Table 1', 'Table whole 1', 'Table keys 1']);
    expect(places(undefined, { id: '1', user: 'u' })).toEqual(['Table 1', 'Table whole 1']);
  });

  test('that changes no key costs nothing in an index of keys', () => {
    const before = { id: '1', user: 'u', day: 'd' };
    expect(places(before, { ...before, more: 1 })).toEqual(['Table 1', 'Table whole 1']);
  });

  test('that moves an item within an index takes it out and puts it in again', () => {
    const before = { id: '1', day: 'd' };
    expect(places(before, { ...before, day: 'e' })).toEqual(['Table 1', 'Table keys 2']);
  });

  test('makes the table and its indexes grow by what is new there', () => {
    const before = marshall({ id: '1', day: 'd' });
    const after = marshall({ id: '1', day: 'd', user: 'u' });
    expect(growthOf(table, undefined, before)).toEqual([
      { place: 'Table', items: 1, bytes: 7 },
      { place: 'Table keys', items: 1, bytes: 7 },
    ]);
    expect(growthOf(table, before, after)).toEqual([
      { place: 'Table', items: 0, bytes: 5 },
      { place: 'Table whole', items: 1, bytes: 12 },
    ]);
  });

  test('is counted by the larger of both sizes', () => {
    expect(places({ id: '1', text: 'x'.repeat(2_000) }, { id: '1' })).toEqual(['Table 2']);
  });
});

describe('the counts of a template', () => {
  const alarm = (Properties: Readonly<Record<string, unknown>>) => ({ Type: 'AWS::CloudWatch::Alarm', Properties });
  const key = { Type: 'AWS::KMS::Key' };
  const one = { Resources: { A: alarm({ MetricName: 'Errors' }), K: key } };
  const two = {
    Resources: {
      ...one.Resources,
      F: { Type: 'AWS::Lambda::Function' },
      B: alarm({ Metrics: [{ Id: 'e1', Expression: 'errors - ended' }, { MetricStat: {} }, { MetricStat: {} }] }),
    },
  };

  test('have an alarm on an expression with each of its metrics', () => {
    expect(deploymentCounts(two)).toEqual({ functions: 1, alarms: 2, alarmMetrics: 3, kmsKeys: 1 });
  });

  test('of a larger template are higher by what it adds', () => {
    const added = { functions: 1, alarms: 1, alarmMetrics: 2, kmsKeys: 0 };
    expect(difference(deploymentCounts(two), deploymentCounts(one))).toEqual(added);
  });
});
