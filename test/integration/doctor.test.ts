import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { CHECKS } from '../../bin/doctor/checks.ts';
import { INSIDE_FAULTS } from '../support/doctor-inside-faults.ts';
import { newToken, OUTSIDE_FAULTS } from '../support/doctor-outside-faults.ts';
import { ORIGIN, useDoctorStack } from '../support/doctor-stack.ts';
import { healAll } from '../support/playback-client.ts';
import { runProgram } from '../support/program.ts';
import { startProcess } from '../support/started-process.ts';

const FAULTS = [...OUTSIDE_FAULTS, ...INSIDE_FAULTS];

const stack = useDoctorStack();
let cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await healAll(stack.description);
  for (const work of cleanUp) await work();
  cleanUp = [];
});

const doctor = (...args: string[]) =>
  ['bin/flex-doctor.js', '--endpoint', stack.description.aws, '--origin', ORIGIN, ...args] as const;

describe('the healthy local stack', () => {
  test.each([false, true])('is green for a recording (encrypted: %s)', async encrypted => {
    const { recordings } = stack.description;
    const recordingSid = recordings.find(one => one.encrypted === encrypted && !one.restricted)?.sid;
    const checks = await stack.examine({ recordingSid });
    // The local gateway has no TLS.
    const green = CHECKS.map(({ id }) => [id, id === 'tls' ? 'not-checked' : 'green']);
    expect(checks.map(({ id, state }) => [id, state])).toEqual(green);
  });

  test('is green for the command line, which shows neither the token nor the link', async () => {
    const { description, healthy } = stack;
    const token = await newToken(description);
    const { status, stdout, stderr } = await runProgram(doctor('--recording', healthy.recordingSid ?? '', '--json'), {
      FLEX_TOKEN: token,
    });
    expect(JSON.parse(stdout)).toMatchObject({ url: description.urlProvider, state: 'green' });
    expect(JSON.parse(stdout).checks).toHaveLength(CHECKS.length);
    expect(stdout).not.toContain(token.slice(0, 20));
    expect(stdout).not.toMatch(/X-Amz|media_url":/);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  test.each([
    ['token', { token: undefined }],
    ['recording', { recordingSid: undefined }],
    ['stack', { stack: undefined }],
  ] as const)('leaves unchecked what needs the %s, if it is not given', async (need, changed) => {
    const checks = await stack.examine(changed);
    const unchecked = CHECKS.filter(({ id, needs }) => id === 'tls' || needs?.includes(need)).map(({ id }) => id);
    expect(checks.filter(({ state }) => state === 'not-checked').map(({ id }) => id)).toEqual(unchecked);
    expect(checks.filter(({ state }) => state === 'red' || state === 'yellow')).toEqual([]);
  });

  test('names the permissions that somebody lacks, and is not red for them', async () => {
    const { status, stdout } = await runProgram(doctor('--json'), {
      AWS_ACCESS_KEY_ID: 'operator',
      AWS_SECRET_ACCESS_KEY: 'operator',
    });
    const { state, checks } = JSON.parse(stdout);
    expect([status, state]).toEqual([0, 'green']);
    for (const { id, permissions } of CHECKS.filter(({ needs }) => needs?.length === 1 && needs[0] === 'stack')) {
      expect(checks).toContainEqual(
        expect.objectContaining({
          id,
          state: 'not-checked',
          next: `Allow ${permissions?.join(', ')} to these credentials, or ask somebody who may`,
        }),
      );
    }
  });
});

describe('a fault', () => {
  test.each(FAULTS)('is named, and no other: $fault', async ({ named, state = 'red', induce }) => {
    const { description, healthy, examine } = stack;
    const changed = await induce({ description, examined: healthy, afterwards: work => cleanUp.push(work) });
    const found = (await examine(changed)).filter(check => check.state === 'red' || check.state === 'yellow');
    expect(found).toEqual([
      expect.objectContaining({ id: named, state, found: expect.any(String), next: expect.any(String) }),
    ]);
  });

  test('ends the command line with 1, a table and the next step', async () => {
    const args = doctor('--recording', stack.healthy.recordingSid ?? '', '--token', '-');
    const child = startProcess(['sh', '-c', 'printf %s "$OTHER" | "$0" "$@"', process.execPath, ...args], {
      OTHER: stack.description.tokens.otherAgent,
    });
    const status = await child.ended;
    const { stdout, stderr } = child.output();
    expect(stdout).toMatch(/^red +Policies +answered 403 forbidden/m);
    expect(stdout).toMatch(/^Policies: npx flex-policy explain --recording RE/m);
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
  });
});

describe('docs/doctor.md', () => {
  const document = readFileSync('docs/doctor.md', 'utf8');
  /** The rows of the table with this head. */
  const rowsOf = (head: string): string[] => {
    const [, rest = ''] = document.split(`${head}\n|---|---|\n`);
    return (rest.split('\n\n')[0] ?? '').trim().split('\n');
  };

  test('has a row for each fault, and each check has a fault', () => {
    const titleOf = (named: string) => CHECKS.find(({ id }) => id === named)?.title;
    const rows = FAULTS.map(({ fault, named }) => `| ${fault} | ${titleOf(named)} |`);
    expect(rowsOf('| fault | the doctor names |')).toEqual(rows);
    expect([...new Set(FAULTS.map(({ named }) => named))].sort()).toEqual(CHECKS.map(({ id }) => id).sort());
  });

  test('has a row for each check, and names its permissions', () => {
    const rows = rowsOf('| check | green when |');
    expect(rows.map(row => row.split(' | ')[0])).toEqual(CHECKS.map(({ title }) => `| ${title}`));
    for (const [index, { permissions = [] }] of CHECKS.entries())
      for (const permission of permissions) expect(rows[index]).toContain(`\`${permission}\``);
  });
});
