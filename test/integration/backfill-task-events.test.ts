import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseRecordingSid } from '../../lambda/domain/shared/recording-sid.ts';
import { asked, command, notes, table, twilio, useBackfill } from '../support/backfill-runs.ts';
import { manyRecordings } from '../support/many-recordings.ts';
import { manyTaskEvents, workerOf } from '../support/many-task-events.ts';
import { runProgram, startProgram } from '../support/program.ts';

useBackfill([]);

describe('a backfill with the events of a workspace', () => {
  const now = Date.now();
  const daysAgo = (days: number) => new Date(now - days * 86_400_000);
  const day = (date: Date) => date.toISOString().slice(0, 10);
  // One a minute, up to ten minutes ago: TaskRouter keeps its events for 30 days only.
  const recent = manyRecordings(700).map((recording, index) => ({
    ...recording,
    startedAt: new Date(now - (10 + index) * 60_000),
  }));
  const events = manyTaskEvents(recent);
  const withEvents = (...more: string[]) =>
    command('--workspace', `WS${'7'.repeat(32)}`, '--since', day(daysAgo(2)), ...more);
  beforeEach(() => {
    twilio.setRecordings(recent);
    twilio.setTaskEvents(events);
  });
  afterEach(() => {
    twilio.setTaskEvents([]);
  });
  const agents = async () => {
    const sids = recent.map(({ sid }) => parseRecordingSid(sid)).filter(sid => sid !== undefined);
    const found = await Promise.all(sids.map(sid => table.catalog.find(sid)));
    return found.map(entry => (entry.ok ? entry.value?.agentWorkerSid : undefined));
  };

  test('knows every agent, also when it is stopped in the events and started again', async () => {
    const program = startProgram(withEvents());
    while (!existsSync(notes()) || !(await readFile(notes(), 'utf8')).includes('"page":"/v1/')) await pause(5);
    program.stop('SIGINT');
    expect(await program.ended).toBe(1);
    expect(JSON.parse(program.output().stdout)).toMatchObject({ complete: false, counts: { listed: 700 } });

    asked.length = 0;
    const resumed = await runProgram(withEvents());
    expect(resumed.stderr).toMatch(/continuing after 700 recordings and [12]000 events/);
    expect(asked.filter(line => line.includes('Recordings.json'))).toEqual([]);
    expect(resumed.status).toBe(0);
    const done = JSON.parse(resumed.stdout);
    expect(done).toMatchObject({
      complete: true,
      counts: { listed: 700, written: 700 },
      events: { listed: 2_100, irrelevant: 700, dropped: 0, unreadable: 0, skipped: 0 },
    });
    expect(await agents()).toEqual(recent.map((_, index) => workerOf(index)));
    expect(existsSync(notes())).toBe(false);

    const again = JSON.parse((await runProgram(withEvents())).stdout);
    expect(again.events).toMatchObject({ listed: 2_100, written: 0, known: 1_400 });
  });

  test('asks only for the last 30 days, says so, and ends with 1 when an event cannot be read', async () => {
    const [first] = events;
    if (!first) throw new Error('there is no event');
    const broken = { ...first, sid: `EV${'9'.repeat(32)}`, data: { ...first.data, task_attributes: '{' } };
    twilio.setTaskEvents([
      { ...first, at: daysAgo(31) },
      { ...broken, at: daysAgo(29) },
    ]);
    const { status, stdout, stderr } = await runProgram(withEvents('--since', day(daysAgo(40))));
    expect(stderr).toMatch(/keeps its events for 30 days: reading those since 20/);
    expect(stderr).toContain(`EV${'9'.repeat(32)}: the event cannot be read (task_attributes_malformed)`);
    expect(JSON.parse(stdout).events).toMatchObject({ listed: 1, unreadable: 1 });
    expect(status).toBe(1);
  });

  test('waits as long as Twilio asks, and prints a second table', async () => {
    twilio.setRecordings([]);
    twilio.setTaskEvents(events.slice(0, 3));
    await fetch(`${twilio.url}/__faults`, { method: 'POST', body: JSON.stringify({ fault: '429', count: 2 }) });
    const { stdout, stderr } = await runProgram(withEvents().filter(word => word !== '--json'));
    expect(stderr).toContain('Twilio limits the rate (status 429), waiting 1 s');
    expect(stdout).toMatch(/listed by Twilio\s+0[\s\S]*task events[\s\S]*listed by TaskRouter\s+3/);
  });

  test('refuses a workspace that is none before it asks anybody', async () => {
    const { status, stderr } = await runProgram(withEvents('--workspace', 'WS1'));
    expect([status, asked]).toEqual([2, []]);
    expect(stderr).toContain('is not a workspace SID');
  });
});
