import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StoredItem } from '../../lambda/domain/audit/chain/stored-item.ts';
import { itemAt } from '../support/audit-events.ts';
import { type AuditTable, startAuditTable } from '../support/audit-table.ts';
import { startProcess } from '../support/started-process.ts';

let table: AuditTable;
let items: StoredItem[];

const ESCAPE = '\u001b[31mred\u001b[0m';
const FORMULA = "=cmd|'/c calc'!A1";
const KIM = { realm_user_id: 'kim@example.com', identity: 'kim_40example_2Ecom', worker_sid: `WK${'b'.repeat(32)}` };

beforeAll(async () => {
  table = await startAuditTable();
  items = [
    itemAt('2026-11-24T08:00:00.000Z', { user_agent: ESCAPE }),
    itemAt('2026-11-24T09:00:00.000Z', { user_agent: FORMULA, event: 'denied' }),
    itemAt('2026-11-24T10:00:00.000Z', KIM),
    itemAt('2026-11-25T10:00:00.000Z', KIM),
  ];
  await table.put(...items);
});
afterAll(() => table.close());

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A second `--table` in the arguments wins. */
const started = ([command = '', ...args]: readonly string[]) =>
  spawn(
    process.execPath,
    [...['bin/flex-audit.js', command], ...['--endpoint', table.server.url, '--table', table.table], ...args],
    // Under CI some packages colour what goes into a pipe; ours must not.
    { env: { ...process.env, CI: 'true' } },
  );

const audit = (...args: string[]): Promise<Ended> => {
  const program = started(args);
  let [stdout, stderr] = ['', ''];
  program.stdout.on('data', data => {
    stdout += data;
  });
  program.stderr.on('data', data => {
    stderr += data;
  });
  return new Promise(resolve => program.once('close', code => resolve({ code, stdout, stderr })));
};

const eventsOf = ({ stdout }: Ended) =>
  stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));

describe('the audit command line', () => {
  test('prints all events of a day with all attributes, in order', async () => {
    const ended = await audit('by-day', '2026-11-24', '--format', 'ndjson');
    expect(ended.code).toBe(0);
    expect(eventsOf(ended)).toEqual(items.slice(0, 3));
  });

  test('prints one JSON array; an empty one and exit code 1 when nothing was found', async () => {
    expect(JSON.parse((await audit('by-day', '2026-11-24', '--format', 'json')).stdout)).toEqual(items.slice(0, 3));
    const nothing = await audit('by-day', '2020-01-01', '--format', 'json');
    expect([nothing.code, JSON.parse(nothing.stdout)]).toEqual([1, []]);
  });

  test('prints only JSON through npm, also when the exit code is not 0', async () => {
    const where = ['--endpoint', table.server.url, '--table', table.table];
    const program = startProcess([
      'npm',
      'run',
      '--silent',
      'audit',
      '--',
      'by-day',
      '2020-01-01',
      '--format',
      'json',
      ...where,
    ]);
    expect(await program.ended).toBe(1);
    expect(program.output().stdout).toBe('[]\n');
  });

  test('finds a recording, a worker, and a user by name', async () => {
    const [first, , kims, kimsNext] = items as [StoredItem, StoredItem, StoredItem, StoredItem];
    expect(eventsOf(await audit('by-recording', first.recording_sid, '--format', 'ndjson'))).toEqual([first]);
    expect(eventsOf(await audit('by-user', KIM.worker_sid, '--format', 'ndjson'))).toEqual([kims, kimsNext]);
    const byName = await audit('by-user', KIM.realm_user_id, '--format', 'ndjson');
    expect([eventsOf(byName), byName.stderr]).toEqual([[kims, kimsNext], '']);
    const range = ['--since', '2026-11-24', '--until', '2026-11-25'];
    const byIdentity = await audit('by-user', KIM.identity, ...range, '--format', 'ndjson');
    expect(eventsOf(byIdentity)).toEqual([kims]);
    expect(byIdentity.stderr).toContain('Reading all events from 2026-11-24');
  });

  test('applies --event, --since, --until and --limit', async () => {
    const day = ['by-day', '2026-11-24', '--format', 'ndjson'];
    expect(eventsOf(await audit(...day, '--event', 'denied'))).toEqual([items[1]]);
    expect(eventsOf(await audit(...day, '--limit', '2'))).toEqual(items.slice(0, 2));
    expect(eventsOf(await audit(...day, '--since', '2026-11-24T08:30Z', '--until', '2026-11-24T10:00Z'))).toEqual([
      items[1],
    ]);
  });

  test.each([
    ['by-day', '9999-12-31'],
    ['by-user', KIM.worker_sid, '--since', '9999-12-31T23:00-02:00'],
    ['by-user', KIM.realm_user_id, '--until', '2026-11-01'],
    ['by-recording', `RE${'0'.repeat(32)}`, '--until', '9999-12-31T23:00-02:00'],
  ])('finds nothing in a period without events: %j', async (...args) => {
    const { code, stdout, stderr } = await audit(...args, '--format', 'json');
    expect([code, stdout]).toEqual([1, '[]\n']);
    expect(stderr).not.toContain('error');
  });

  test('prints a table without the escape sequences of the data', async () => {
    const { stdout, code } = await audit('by-day', '2026-11-24', '--format', 'table');
    expect(code).toBe(0);
    expect(stdout).not.toContain('\u001b');
    expect(stdout).toContain('\\u{1b}[31mred');
    expect(stdout).toMatch(/^In all rows: RULE: p1 · FROM: 192.0.2.7\n/);
    expect(stdout.trimEnd().split('\n')).toHaveLength(5);
  });

  test('writes a CSV in which no cell is a formula', async () => {
    const { stdout } = await audit('by-day', '2026-11-24', '--format', 'csv');
    expect(stdout.split('\r\n')[0]).toMatch(/^occurred_at,event,realm_user_id,/);
    expect(stdout).toContain(`,'${FORMULA},`);
    expect(stdout).not.toContain(`,${FORMULA}`);
    expect(stdout).not.toContain('\u001b');
  });

  test('ends with 3 and the cause when the table cannot be read', async () => {
    const { code, stdout, stderr } = await audit('by-day', '2026-11-24', '--table', 'absent');
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toMatch(/^error: audit_not_found: ResourceNotFoundException/);
  });

  test('tail prints each new event once, until it is interrupted', async () => {
    const program = started(['tail', '--format', 'ndjson', '--since', '1m']);
    let stdout = '';
    const lines = (count: number) =>
      new Promise<void>(resolve => {
        const look = () => stdout.split('\n').length > count && resolve();
        program.stdout.on('data', look);
        look();
      });
    program.stdout.on('data', data => {
      stdout += data;
    });
    const now = itemAt(new Date().toISOString());
    await table.put(now);
    await lines(1);
    const next = itemAt(new Date().toISOString());
    await table.put(next);
    await lines(2);
    program.kill('SIGINT');
    expect(await new Promise(resolve => program.once('close', resolve))).toBe(0);
    expect(eventsOf({ stdout } as Ended)).toEqual([now, next]);
  });

  test('ends with 141 and without a message when its reader closes the pipe', async () => {
    await table.putMany(Array.from({ length: 1_000 }, () => itemAt('2026-10-01T10:00:00.000Z')));
    const program = started(['by-day', '2026-10-01', '--format', 'ndjson']);
    let stderr = '';
    program.stderr.on('data', data => {
      stderr += data;
    });
    program.stdout.once('data', () => program.stdout.destroy());
    expect(await new Promise(resolve => program.once('close', resolve))).toBe(141);
    expect(stderr).toBe('');
  });
});
