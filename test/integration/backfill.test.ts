import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { paginateScan } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parseRecordingSid } from '../../lambda/domain/shared/recording-sid.ts';
import { listenOnLoopback } from '../../local/loopback-server.ts';
import { ENCRYPTION_SPELLINGS } from '../../local/twilio/encryption-spelling.ts';
import { startTwilioStub, type TwilioStub } from '../../local/twilio/twilio-stub.ts';
import { type CatalogTable, startCatalogTable } from '../support/catalog-table.ts';
import { manyRecordings } from '../support/many-recordings.ts';
import { manyTaskEvents, workerOf } from '../support/many-task-events.ts';
import { runProgram, startProgram } from '../support/program.ts';

const COUNT = 5_000;
const ACCOUNT = `AC${'1'.repeat(32)}`;
const recordings = manyRecordings(COUNT);

let twilio: TwilioStub;
const asked: string[] = [];
beforeAll(async () => {
  twilio = await startTwilioStub({ accountSid: ACCOUNT, recordings, log: line => asked.push(line) });
});
afterAll(() => twilio.close());

let table: CatalogTable;
let folder: string;
beforeEach(async () => {
  const { authToken, apiKeySid, apiKeySecret } = twilio.account;
  table = await startCatalogTable({ 'twilio/flex': JSON.stringify({ authToken, apiKeySid, apiKeySecret }) });
  folder = await mkdtemp(join(tmpdir(), 'backfill-'));
  asked.length = 0;
});
afterEach(async () => {
  await fetch(`${twilio.url}/__faults`, { method: 'DELETE' });
  await table.close();
  await rm(folder, { recursive: true });
});

const notes = () => join(folder, 'notes.json');
const command = (...more: string[]) => [
  'bin/catalog.ts',
  ...['backfill', '--since', '2026-01-01', '--json', '--notes', notes()],
  ...['--endpoint', table.endpoint.url, '--table', table.table, '--account', ACCOUNT, '--secret', 'twilio/flex'],
  ...['--twilio-base-url', twilio.url, ...more],
];
/** All entries about recordings, without the items that join them with tasks. */
const items = async () => {
  const found: Record<string, unknown>[] = [];
  for await (const { Items = [] } of paginateScan({ client: table.client }, { TableName: table.table })) {
    found.push(...Items.map(item => unmarshall(item)));
  }
  const entries = found.filter(item => String(item['recording_sid']).startsWith('RE'));
  return entries.sort((a, b) => String(a['recording_sid']).localeCompare(String(b['recording_sid'])));
};
const expected = recordings.map(recording => ({
  recording_sid: recording.sid,
  account_sid: ACCOUNT,
  call_sid: recording.callSid,
  started_at: recording.startedAt.toISOString(),
  duration_seconds: recording.durationSeconds,
  channels: recording.channels,
  status: 'completed',
  ...(recording.encryption && { encryption: ENCRYPTION_SPELLINGS.callback(recording.encryption) }),
}));
const ENCRYPTED = recordings.filter(({ encryption }) => encryption).length;

describe('a backfill of 5,000 recordings', () => {
  test('writes all entries and their encryption details when it is stopped half-way and started again', async () => {
    const program = startProgram(command());
    while ((await items()).length < COUNT / 2) await new Promise(resolve => setTimeout(resolve, 20));
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
    while ((await items()).length < COUNT / 3) await new Promise(resolve => setTimeout(resolve, 20));
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
    twilio.setRecordings(recordings);
    twilio.setTaskEvents([]);
  });
  const agents = async () => {
    const sids = recent.map(({ sid }) => parseRecordingSid(sid)).filter(sid => sid !== undefined);
    const found = await Promise.all(sids.map(sid => table.catalog.find(sid)));
    return found.map(entry => (entry.ok ? entry.value?.agentWorkerSid : undefined));
  };

  test('knows every agent, also when it is stopped in the events and started again', async () => {
    const program = startProgram(withEvents());
    while (!existsSync(notes()) || !(await readFile(notes(), 'utf8')).includes('"page":"/v1/'))
      await new Promise(resolve => setTimeout(resolve, 5));
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

describe('a backfill', () => {
  test('keeps known facts, adds missing and unfinished ones, and counts each kind', async () => {
    const unfinished = { recording_sid: recordings[0]?.sid, channels: 9, status: 'processing' };
    await table.put({ ...unfinished, restricted: true, noted_by_hand: 'x' });
    await table.put(expected[1] as Record<string, unknown>);
    const { stdout } = await runProgram(command('--since', '2026-11-24'));
    expect(JSON.parse(stdout).counts).toMatchObject({ listed: 721, written: 720, known: 1 });
    expect(await table.item(recordings[0]?.sid ?? '')).toEqual({
      ...expected[0],
      channels: 9,
      restricted: true,
      noted_by_hand: 'x',
    });
  });

  test('lists only the recordings of the asked period', async () => {
    const { stdout } = await runProgram(command('--since', '2026-11-24'));
    // One a minute from midnight to noon, both included.
    expect(JSON.parse(stdout).counts).toMatchObject({ listed: 721 });
  });

  test('starts from the beginning when the notes are of a different backfill', async () => {
    await writeFile(notes(), '{"task":{"accountSid":"other"}}');
    const { status, stderr } = await runProgram(command('--since', '2026-11-24'));
    expect(status).toBe(0);
    expect(stderr).not.toContain('continuing');
  });

  test('prints a table without --json', async () => {
    const { stdout } = await runProgram(command('--since', '2026-11-24').filter(word => word !== '--json'));
    expect(stdout).toMatch(/complete\s+recordings[\s\S]*listed by Twilio\s+721[\s\S]*encrypted\s+241/);
  });

  test.each<[string, string[], number, RegExp]>([
    ['an invalid day', ['--since', '2026-02-31'], 2, /"2026-02-31" is not a day\. Example: --since 2026-01-01/],
    [
      'a period that ends before it begins',
      ['--until', '2025-12-31'],
      2,
      /--since 2026-01-01 is after --until 2025-12-31\. Example/,
    ],
    [
      'a URL that is not for HTTP',
      ['--twilio-base-url', 'ftp://x'],
      2,
      /"ftp:\/\/x" is not an http or https URL\. Example/,
    ],
    ['an invalid account', ['--account', 'AC1'], 2, /The Twilio account is missing or invalid/],
    ['a secret that does not exist', ['--secret', 'absent'], 3, /secrets_manager_not_found/],
    ['a table that does not exist', ['--table', 'absent'], 3, /catalog_not_found/],
  ])('fails for %s, and names the cause', async (_, more, status, message) => {
    const ended = await runProgram(command(...more));
    expect(ended.status).toBe(status);
    expect(ended.stderr).toMatch(message);
  });

  test('ends with 3 when Twilio refuses the credentials, and prints no credential', async () => {
    await fetch(`${twilio.url}/__faults`, { method: 'POST', body: JSON.stringify({ fault: 'bad-credentials' }) });
    const ended = await runProgram(command());
    expect(ended.status).toBe(3);
    expect(ended.stderr).toMatch(/Twilio refuses the credentials/);
    expect(ended.stderr).not.toContain(twilio.account.apiKeySecret);
  });

  test('prints why it waits; Ctrl-C ends the wait, and the same command continues', async () => {
    const gone = await listenOnLoopback(createServer());
    await gone.close();
    const program = startProgram(command('--twilio-base-url', `http://127.0.0.1:${gone.port}`));
    while (!/waiting 1 s/.test(program.output().stderr)) await new Promise(resolve => setTimeout(resolve, 20));
    program.stop('SIGINT');
    expect(await program.ended).toBe(1);
    const { stdout, stderr } = program.output();
    expect(JSON.parse(stdout)).toMatchObject({ complete: false, counts: { listed: 0 } });
    expect(stderr.match(/Twilio did not answer \(ECONNREFUSED\), waiting [\d.]+ s/g)).toHaveLength(2);
    expect(JSON.parse((await runProgram(command('--since', '2026-11-24'))).stdout)).toMatchObject({ complete: true });
  });

  test('writes no credential into its notes', async () => {
    const program = startProgram(command());
    while (!existsSync(notes())) await new Promise(resolve => setTimeout(resolve, 20));
    const written = await readFile(notes(), 'utf8');
    program.stop('SIGKILL');
    await program.ended;
    for (const secret of [twilio.account.authToken, twilio.account.apiKeySecret]) expect(written).not.toContain(secret);
  });
});
