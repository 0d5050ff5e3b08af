import { describe, expect, test } from 'vitest';
import { eventShape } from '../../../../bin/audit/queries/event-columns.ts';
import { rowFormat } from '../../../../bin/audit/queries/row-format.ts';
import type { StoredItem } from '../../../../lambda/domain/audit/chain/stored-item.ts';
import { itemAt } from '../../../support/audit-events.ts';

const TIME = '2026-11-24T08:00:00.000Z';
const tableOf = (items: readonly StoredItem[], isAll = true) => {
  const format = rowFormat('table', eventShape());
  return (format.begin(items, isAll) + format.rows(items)).split('\n');
};
const titles = (line: string | undefined) => line?.trim().split(/ {2,}/);

describe('a table of events', () => {
  test('leaves out the columns that are the same in all rows, and names their values above the table', () => {
    const [caption, header, ...rows] = tableOf([itemAt(TIME), itemAt(TIME, { event: 'denied' })]);
    expect(caption).toBe(
      'In all rows: WHEN (UTC): 2026-11-24 08:00:00 · WHO: sam@example.com · RULE: p1 · FROM: 192.0.2.7 · USER AGENT: Mozilla/5.0',
    );
    expect(titles(header)).toEqual(['EVENT', 'RECORDING']);
    expect(rows.join()).not.toContain('192.0.2.7');
  });

  test('leaves out a column that is empty in all rows, without a word', () => {
    const [caption] = tableOf([itemAt(TIME, { user_agent: '' }), itemAt(TIME, { user_agent: '' })]);
    expect(caption).not.toContain('USER AGENT');
  });

  test.each([
    ['it has one row', [itemAt(TIME)], true],
    ['more rows may follow', [itemAt(TIME), itemAt(TIME)], false],
  ])('keeps all columns if %s', (_reason, items, isAll) => {
    const [header] = tableOf(items, isAll);
    expect(titles(header)).toEqual(['WHEN (UTC)', 'EVENT', 'WHO', 'RECORDING', 'RULE', 'FROM', 'HEARD', 'USER AGENT']);
  });

  test('keeps the column of an event with unreadable attributes, and escapes what it names above the table', () => {
    const unreadable = { ...itemAt(TIME), roles: { $UNREADABLE: null } } as unknown as StoredItem;
    expect(tableOf([unreadable, unreadable])[1]).toContain('EVENT');
    const red = { user_agent: '\u001b[31m' };
    expect(tableOf([itemAt(TIME, red), itemAt(TIME, red)])[0]).toContain('USER AGENT: \\u{1b}[31m');
  });
});
