import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type CostLine, costLines } from '../../../bench/costs/cost-lines.ts';
import { costDocument } from '../../../bench/costs/document.ts';
import { OPTIONS, PLAYS, recordedMeasurements } from '../../../bench/costs/measurements.ts';
import { MEMORY_CASES, memoryChoice } from '../../../bench/costs/memory-choice.ts';
import { monthlyCosts } from '../../../bench/costs/monthly-costs.ts';
import { optionLines } from '../../../bench/costs/option-lines.ts';
import { type PriceName, type Prices, pricesFromMemory, readPrices } from '../../../bench/costs/prices.ts';
import { MEMORY_MB } from '../../../lib/functions/memory-sizes.ts';

const measured = recordedMeasurements();
const prices = readPrices();
const folder = mkdtempSync(join(tmpdir(), 'costs-'));
afterAll(() => rmSync(folder, { recursive: true }));

const totalOf = (kind: (typeof PLAYS)[number], plays: number, list: Prices = prices): number =>
  monthlyCosts(costLines(measured, kind), list, { plays, recordedCalls: plays }).total;
const linesOfOptions = (kind: (typeof PLAYS)[number]): CostLine[] =>
  OPTIONS.flatMap(option => optionLines(measured, kind, option));
const functionsOf = (lines: readonly CostLine[]): string[] =>
  [...new Set(lines.flatMap(({ invokes }) => invokes ?? []))].sort();
const withPrice = (name: PriceName, usd: number): Prices => ({
  ...prices,
  usd: { ...prices.usd, [name]: { ...prices.usd[name], usd } },
});

describe('the costs of a month', () => {
  test.each(PLAYS)('are linear in plays of the kind %s', kind => {
    const fixed = totalOf(kind, 0);
    expect(fixed).toBeGreaterThan(0);
    const ofOne = totalOf(kind, 1) - fixed;
    for (const plays of [10_000, 1_000_000, 100_000_000]) {
      expect(totalOf(kind, plays)).toBeCloseTo(fixed + plays * ofOne, 2);
    }
  });

  test.each(Object.keys(prices.usd) as PriceName[])('with all options depend on the price %s', name => {
    const lines = [...costLines(measured, 'encrypted'), ...linesOfOptions('encrypted')];
    const total = (list: Prices) => monthlyCosts(lines, list, { plays: 1_000_000, recordedCalls: 1_000_000 }).total;
    expect(total(withPrice(name, prices.usd[name].usd * 2))).toBeGreaterThan(total(prices));
  });

  test('hold each function of the package in a deployment with all options', () => {
    const invoked = functionsOf([...costLines(measured, 'encrypted'), ...linesOfOptions('encrypted')]);
    expect(invoked).toEqual(Object.keys(MEMORY_MB).sort());
  });

  test.each(PLAYS)('hold as many functions as the template of the kind %s has', kind => {
    expect(functionsOf(costLines(measured, kind))).toHaveLength(measured.fixed[kind].functions);
  });

  test.each(OPTIONS)('hold the functions and alarms that the option %s adds to the template', option => {
    const { functions, alarmMetrics } = measured.options[option];
    const lines = optionLines(measured, 'encrypted', option);
    expect(functionsOf(lines)).toHaveLength(functions);
    expect(lines.map(({ units }) => units.alarmMonth ?? 0)).toContain(alarmMetrics);
  });

  test('name a function in each line that has invocations', () => {
    const lines = PLAYS.flatMap(kind => [...costLines(measured, kind), ...linesOfOptions(kind)]);
    const unnamed = lines.filter(({ units, invokes }) => units.lambdaRequest !== undefined && invokes === undefined);
    expect(unnamed).toEqual([]);
  });

  test('hold an audit event for each fetch with a presigned link, and none for a streamed play', () => {
    const writes = (kind: (typeof PLAYS)[number]) =>
      optionLines(measured, kind, 'createBucket').reduce((sum, { units }) => sum + (units.dynamoDbWriteUnit ?? 0), 0);
    // The table and its three indexes.
    expect(writes('s3')).toBe(4);
    expect(writes('stream')).toBe(0);
  });

  test('hold one request to KMS for an encrypted recording that arrives, and none for another', () => {
    const requests = (kind: (typeof PLAYS)[number]) =>
      optionLines(measured, kind, 'verifyOnArrival').reduce((sum, { units }) => sum + (units.kmsRsa2048 ?? 0), 0);
    expect(requests('encrypted')).toBe(1);
    expect(requests('s3')).toBe(0);
  });

  test('hold a recorded call that nobody plays', () => {
    const lines = costLines(measured, 's3');
    const unplayed = monthlyCosts(lines, prices, { plays: 0, recordedCalls: 1_000 }).total;
    expect(unplayed).toBeGreaterThan(monthlyCosts(lines, prices, { plays: 0, recordedCalls: 0 }).total);
  });

  test('are the sum of their lines', () => {
    const { lines, total } = monthlyCosts(costLines(measured, 's3'), prices, { plays: 10, recordedCalls: 10 });
    expect(total).toBeCloseTo(lines.reduce((sum, { usd }) => sum + usd, 0));
  });
});

describe('a price list of the operator', () => {
  const path = join(folder, 'prices.json');
  const write = (content: unknown): void => writeFileSync(path, JSON.stringify(content));

  test('replaces the recorded one', () => {
    write(withPrice('transferOutGb', 0.05));
    expect(totalOf('s3', 1_000_000, readPrices(path))).toBeLessThan(totalOf('s3', 1_000_000));
  });

  test.each([
    ['lacks a price', () => ({ ...prices, usd: { ...prices.usd, s3Get: undefined } }), 's3Get'],
    [
      'has a price that nothing uses',
      () => ({ ...prices, usd: { ...prices.usd, s3Gets: prices.usd.s3Get } }),
      's3Gets',
    ],
    ['has a negative price', () => withPrice('s3Get', -1), 's3Get'],
  ])('is refused when it %s', (_, content, named) => {
    write(content());
    expect(() => readPrices(path)).toThrow(named);
  });

  test('is refused when it is no JSON', () => {
    writeFileSync(path, 'region: us-east-1');
    expect(() => readPrices(path)).toThrow('is no JSON file');
  });

  test('says which prices nobody looked up', () => {
    const lookedUp = { ...prices.usd.s3Get, source: 'https://aws.amazon.com/s3/pricing' };
    expect(pricesFromMemory({ ...prices, usd: { ...prices.usd, s3Get: lookedUp } })).not.toContain('s3Get');
    expect(pricesFromMemory(prices)).toContain('s3Get');
  });
});

describe('memory sizes', () => {
  test.each(MEMORY_CASES)('of $name: deployed is the cheapest that is fast enough', of => {
    expect(MEMORY_MB[of.name]).toBe(memoryChoice(measured, prices, of).chosenMb);
  });

  test.each(MEMORY_CASES)('of $name: more memory never makes an answer slower', of => {
    const { rows } = memoryChoice(measured, prices, of);
    const cold = rows.map(({ coldMs }) => coldMs);
    expect(cold).toEqual([...cold].sort((a, b) => b - a));
  });

  test('of media cost more the larger they are, because it waits for listeners', () => {
    const { rows } = memoryChoice(measured, prices, MEMORY_CASES[1]);
    const perMillion = rows.map(row => row.perMillion);
    expect(perMillion).toEqual([...perMillion].sort((a, b) => a - b));
  });
});

test('docs/costs.md is what the program prints', () => {
  const document = readFileSync(new URL('../../../docs/costs.md', import.meta.url), 'utf8');
  expect(document).toBe(costDocument(measured, prices));
});
