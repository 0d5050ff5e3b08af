import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { asked, command, countItems, entryOf, items, notes, twilio, useBackfill } from '../support/backfill-runs.ts';
import { manyRecordings } from '../support/many-recordings.ts';
import { runProgram, startProgram } from '../support/program.ts';

const COUNT = 5_000;
const recordings = manyRecordings(COUNT);
const expected = recordings.map(entryOf);
const ENCRYPTED = recordings.filter(({ encryption }) => encryption).length;

useBackfill(recordings);

describe('a backfill of 5,000 recordings', () => {
  test('writes all entries and their encryption details when it is stopped half-way and started again', async () => {
    const program = startProgram(command());
    while ((await countItems()) < COUNT / 2) await pause(50);
    program.stop('SIGINT');
    expect(await program.ended).toBe(1);
    const halfWay = (await items()).length;
    expect(JSON.parse(program.output().stdout)).toMatchObject({ complete: false, counts: { written: halfWay } });
    expect(halfWay).toBeLessThan(COUNT);
    expect(existsSync(notes())).toBe(true);

    asked.length = 0;
    const resumed = await runProgram(command());
    expect(resumed.stderr).toMatch(/continuing after [1-4]000 recordings/);
    expect(resumed.status).toBe(0);
    // 5,000 recordings are five pages. Pages that were done are not requested again.
    expect(asked.length).toBeLessThan(5);
    expect(JSON.parse(resumed.stdout)).toMatchObject({
      complete: true,
      counts: { listed: COUNT, encrypted: ENCRYPTED, unreadable: 0, skipped: 0 },
    });
    expect(await items()).toEqual(expected);
    expect(existsSync(notes())).toBe(false);
  });

  test('writes all entries when it is killed and started again', async () => {
    const program = startProgram(command());
    while ((await countItems()) < COUNT / 3) await pause(50);
    program.stop('SIGKILL');
    await program.ended;
    expect((await runProgram(command())).status).toBe(0);
    expect(await items()).toEqual(expected);
  });

  test('waits as long as Twilio asks when the rate is limited, and continues', async () => {
    await fetch(`${twilio.url}/__faults`, { method: 'POST', body: JSON.stringify({ fault: '429', count: 2 }) });
    const startedAt = Date.now();
    const { status, stdout } = await runProgram(command('--since', '2026-11-24'));
    expect(status).toBe(0);
    // Twice "Retry-After: 1".
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(2_000);
    expect(JSON.parse(stdout).counts).toMatchObject({ listed: 721, written: 721, known: 0 });
  });
});
