import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { CHECKS } from '../../bin/doctor/checks.ts';
import { type Examined, openExamination } from '../../bin/doctor/examination.ts';
import { runChecks } from '../../bin/doctor/run-checks.ts';
import { type LocalStack, startLocalStack } from '../../local/stack.ts';
import { FAULTS, newToken, ORIGIN, ORIGIN_WITHOUT_BUCKET } from '../support/doctor-faults.ts';
import { healAll } from '../support/playback-client.ts';
import { runProgram } from '../support/program.ts';
import { startProcess } from '../support/started-process.ts';

let stack: LocalStack;
let cleanUp: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  stack = await startLocalStack({
    playback: { createBucket: true, bucketName: 'doctor-recordings', allowedOrigins: [ORIGIN, ORIGIN_WITHOUT_BUCKET] },
    // The second origin is only missing in the bucket.
    editTemplate: ({ Resources }) => {
      Resources.Recordings.Properties.CorsConfiguration.CorsRules[0].AllowedOrigins = [ORIGIN];
    },
  });
});
afterAll(() => stack.close());
afterEach(async () => {
  await healAll(stack.description);
  for (const work of cleanUp) await work();
  cleanUp = [];
});

const recordings = () => stack.description.recordings.filter(({ restricted }) => !restricted);
const healthy = (): Examined => ({
  url: new URL(stack.description.urlProvider),
  origins: [ORIGIN],
  token: stack.description.tokens.supervisor,
  recordingSid: recordings()[0]?.sid,
  lookup: async () => ['127.0.0.1'],
});
const examine = (examined: Examined) => runChecks(openExamination(examined));
const doctor = (...args: string[]) =>
  ['bin/doctor.ts', '--endpoint', stack.description.aws, '--origin', ORIGIN, ...args] as const;

describe('the healthy local stack', () => {
  test.each([false, true])('is green for a recording (encrypted: %s)', async encrypted => {
    const recordingSid = recordings().find(recording => recording.encrypted === encrypted)?.sid;
    const checks = await examine({ ...healthy(), recordingSid });
    // The local gateway has no TLS.
    const green = CHECKS.map(({ id }) => [id, id === 'tls' ? 'not-checked' : 'green']);
    expect(checks.map(({ id, state }) => [id, state])).toEqual(green);
  });

  test('is green for the command line, which shows neither the token nor the link', async () => {
    const { description } = stack;
    const sid = recordings()[0]?.sid ?? '';
    const token = await newToken(description);
    const { status, stdout, stderr } = await runProgram(doctor('--recording', sid, '--json'), { FLEX_TOKEN: token });
    expect(JSON.parse(stdout)).toMatchObject({ url: description.urlProvider, state: 'green' });
    expect(JSON.parse(stdout).checks).toHaveLength(CHECKS.length);
    expect(stdout).not.toContain(token.slice(0, 20));
    expect(stdout).not.toMatch(/X-Amz|media_url":/);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  test('lets everything be unchecked that needs a token, if none is given', async () => {
    const checks = await examine({ ...healthy(), token: undefined });
    const unchecked = CHECKS.filter(({ needs }) => needs?.includes('token')).map(({ id }) => id);
    expect(checks.filter(({ state }) => state === 'not-checked').map(({ id }) => id)).toEqual(['tls', ...unchecked]);
  });
});

describe('a fault', () => {
  test.each(FAULTS)('is named, and no other: $fault', async ({ named, induce }) => {
    const changed = await induce({
      description: stack.description,
      examined: healthy(),
      afterwards: work => cleanUp.push(work),
    });
    const checks = await examine({ ...healthy(), ...changed });
    const found = checks.filter(({ state }) => state === 'red' || state === 'yellow');
    expect(found).toEqual([
      expect.objectContaining({ id: named, state: 'red', found: expect.any(String), next: expect.any(String) }),
    ]);
  });

  test('has a row in docs/doctor.md, and there is one for each check', () => {
    const titleOf = (named: string) => CHECKS.find(({ id }) => id === named)?.title;
    const document = readFileSync('docs/doctor.md', 'utf8');
    const [, table = ''] = document.split('| fault | the doctor names |\n|---|---|\n');
    const rows = (table.split('\n\n')[0] ?? '').trim().split('\n');
    expect(rows).toEqual(FAULTS.map(({ fault, named }) => `| ${fault} | ${titleOf(named)} |`));
    expect([...new Set(FAULTS.map(({ named }) => named))].sort()).toEqual(CHECKS.map(({ id }) => id).sort());
  });

  test('ends the command line with 1, a table and the next step', async () => {
    const sid = recordings()[0]?.sid ?? '';
    const child = startProcess(
      [
        'sh',
        '-c',
        'printf %s "$OTHER" | "$0" --import tsx "$@"',
        process.execPath,
        ...doctor('--recording', sid, '--token', '-'),
      ],
      { OTHER: stack.description.tokens.otherAgent },
    );
    const status = await child.ended;
    const { stdout, stderr } = child.output();
    expect(stdout).toMatch(/^red +Policies +answered 403 forbidden/m);
    expect(stdout).toMatch(/^Policies: npx flex-policy explain --recording RE/m);
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
  });
});
