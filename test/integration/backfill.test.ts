import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { listenOnLoopback } from '../../local/loopback-server.ts';
import { command, entryOf, notes, table, twilio, useBackfill } from '../support/backfill-runs.ts';
import { manyRecordings } from '../support/many-recordings.ts';
import { runProgram, startProgram } from '../support/program.ts';

const recordings = manyRecordings(5_000);
const expected = recordings.map(entryOf);

useBackfill(recordings);

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
    while (!/waiting 1 s/.test(program.output().stderr)) await pause(20);
    program.stop('SIGINT');
    expect(await program.ended).toBe(1);
    const { stdout, stderr } = program.output();
    expect(JSON.parse(stdout)).toMatchObject({ complete: false, counts: { listed: 0 } });
    expect(stderr.match(/Twilio did not answer \(ECONNREFUSED\), waiting [\d.]+ s/g)).toHaveLength(2);
    expect(JSON.parse((await runProgram(command('--since', '2026-11-24'))).stdout)).toMatchObject({ complete: true });
  });

  test('writes no credential into its notes', async () => {
    const program = startProgram(command());
    while (!existsSync(notes())) await pause(20);
    const written = await readFile(notes(), 'utf8');
    program.stop('SIGKILL');
    await program.ended;
    for (const secret of [twilio.account.authToken, twilio.account.apiKeySecret]) expect(written).not.toContain(secret);
  });
});
