import { afterEach, describe, expect, test, vi } from 'vitest';
import { tableColumns } from '../../../../bin/audit/queries/event-columns.ts';
import { tableWriter } from '../../../../bin/terminal/table.ts';
import type { StoredItem } from '../../../../lambda/domain/audit/chain/stored-item.ts';
import { itemAt } from '../../../support/audit-events.ts';

const TIME = '2026-11-24T08:00:00.000Z';
const WHO = 'susan.ortiz-featherstonehaugh@contact-center.example.com';
const items: readonly StoredItem[] = [
  itemAt(TIME, { realm_user_id: WHO, event: 'integrity_failed', user_agent: 'Mozilla/5.0 (X11; Linux) '.repeat(9) }),
  itemAt(TIME, { realm_user_id: 'susan.ortiz@example.com', source_ip: '2001:db8:1234:5678:9abc:def0:1234:5678' }),
  itemAt(TIME, { realm_user_id: '田中さん'.repeat(9), policy_ids: ['a-rule-with-a-long-name'.repeat(4)] }),
  { ...itemAt(TIME), occurred_at: 'yesterday, or the day before that' },
  { ...itemAt(TIME), ['unreadable-'.repeat(5)]: { $UNREADABLE: null } } as unknown as StoredItem,
];

const tableAt = (width: number, named?: 'recording') => {
  const columns = tableColumns({ named });
  const table = tableWriter(columns, width);
  return table.header() + items.map(item => table.rows([columns.map(({ cell }) => cell(item))])).join('');
};
/** The width of a line on a terminal, in columns. The characters of these texts are one or two columns wide. */
const columnsOf = (line: string) =>
  [...line].reduce((sum, character) => sum + (/[\u3000-\u9fff]/.test(character) ? 2 : 1), 0);
/** The text under a title, line by line. */
const under = (title: string, table: string): string => {
  const [head = '', ...lines] = table.split('\n');
  const start = head.indexOf(title);
  const next = /\S/.exec(head.slice(start + title.length));
  const end = next ? start + title.length + next.index : undefined;
  return lines.map(line => line.slice(start, end).trim()).join('');
};

describe.each([60, 80, 100, 140, 200])('the table of events in %d columns', width => {
  test.each([undefined, 'recording'] as const)('fits into the width (without the column of: %s)', named => {
    for (const line of tableAt(width, named).split('\n')) expect(columnsOf(line)).toBeLessThanOrEqual(width);
  });

  test('never cuts time, event and user, and prints a usual name on one line', () => {
    const table = tableAt(width);
    expect(under('WHO', table)).toContain(WHO);
    expect(table).toContain('susan.ortiz@example.com');
    expect(under('EVENT', table)).toContain('integrity_failed');
    expect(under('EVENT', table)).toContain(`unreadable:${'unreadable-'.repeat(5)}`);
    expect(under('WHEN (UTC)', table)).toContain('2026-11-24 08:00:00');
    expect(under('WHEN (UTC)', table)).toContain('yesterday, or the day before that');
  });

  test('never cuts a shown recording or address', () => {
    const table = tableAt(width);
    if (table.includes('RECORDING')) expect(under('RECORDING', table)).toContain(items[0]?.recording_sid);
    if (table.includes('FROM')) expect(under('FROM', table)).toContain('2001:db8:1234:5678:9abc:def0:1234:5678');
  });
});

describe('the table of events', () => {
  const titlesAt = (width: number, named?: 'recording') =>
    tableAt(width, named).split('\n')[0]?.replace(/ +/g, ' ').trim();

  test.each([
    [60, 'WHEN (UTC) EVENT WHO'],
    [80, 'WHEN (UTC) EVENT WHO RECORDING'],
    [140, 'WHEN (UTC) EVENT WHO RECORDING RULE FROM'],
    [200, 'WHEN (UTC) EVENT WHO RECORDING RULE FROM HEARD USER AGENT'],
  ])('shows the most important columns in a width of %d', (width, titles) => {
    expect(titlesAt(width)).toBe(titles);
  });

  test('has space for the address when the recording column is left out', () => {
    expect(titlesAt(80, 'recording')).toBe('WHEN (UTC) EVENT WHO FROM');
  });
});

describe('the time of an event in a table', () => {
  const timeAt = (zone: string, time: string) => {
    vi.stubEnv('TZ', zone);
    const [when] = tableColumns({ localTime: true });
    return [when?.title, when?.cell(itemAt(time)).text];
  };
  afterEach(() => vi.unstubAllEnvs());

  test.each([
    ['Europe/Berlin', '2026-11-24T23:30:15.999Z', '2026-11-25 00:30:15+01:00'],
    // The clocks go back: 02:30 occurs twice.
    ['Europe/Berlin', '2026-10-25T00:30:00.000Z', '2026-10-25 02:30:00+02:00'],
    ['Europe/Berlin', '2026-10-25T01:30:00.000Z', '2026-10-25 02:30:00+01:00'],
    ['America/St_Johns', '2026-11-24T02:00:00.000Z', '2026-11-23 22:30:00-03:30'],
    ['UTC', '2026-11-24T02:00:00.000Z', '2026-11-24 02:00:00+00:00'],
  ])('is with --local-time that of %s, with its offset (%s)', (zone, time, expected) => {
    expect(timeAt(zone, time)).toEqual(['WHEN (LOCAL)', expected]);
  });

  test('is UTC by default, and text that is no time stays as it is', () => {
    vi.stubEnv('TZ', 'Europe/Berlin');
    expect(tableColumns()[0]?.cell(itemAt(TIME)).text).toBe('2026-11-24 08:00:00');
    const [when] = tableColumns({ localTime: true });
    expect(when?.cell({ ...itemAt(TIME), occurred_at: 'yesterday' }).text).toBe('yesterday');
  });
});
