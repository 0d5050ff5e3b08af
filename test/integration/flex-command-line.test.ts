import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type LocalStack, startLocalStack } from '../../local/stack.ts';
import { runProgram } from '../support/program.ts';
import { readSecret } from '../support/read-secret.ts';

let stack: LocalStack;
beforeAll(async () => {
  stack = await startLocalStack();
});
afterAll(() => stack?.close());
afterEach(() => fetch(`${stack.description.twilio}/__faults`, { method: 'DELETE' }));

const flex = async (command: string, ...more: string[]) => {
  const { aws, twilio, accountSid, bucket } = stack.description;
  const { status, stdout, stderr } = await runProgram([
    'bin/flex-setup.js',
    command,
    ...['--endpoint', aws, '--twilio-base-url', twilio, '--account', accountSid],
    ...['--secret', 'twilio/flex', '--bucket', bucket, '--json', ...more],
  ]);
  return { status, stderr, ...(stdout && { body: JSON.parse(stdout) }) };
};
const failTwilio = (fault: string, count = 1) =>
  fetch(`${stack.description.twilio}/__faults`, { method: 'POST', body: JSON.stringify({ fault, count }) });
const resultsOf = (body: { checks: { check: string; result: string }[] }) =>
  Object.fromEntries(body.checks.map(({ check, result }) => [check, result]));

const letAnotherServiceTakeTheCallback = async () => {
  const { twilio, accountSid } = stack.description;
  const { authToken } = await readSecret(stack.description, 'twilio/flex');
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
  await fetch(`${twilio}/v1/Workspaces/WS${'7'.repeat(32)}`, {
    method: 'POST',
    headers: { authorization },
    body: new URLSearchParams({ EventCallbackUrl: 'https://other.example.com/hook' }),
  });
};

const CALLBACKS = ['events-filter', 'event-callback-url', 'call-recording-webhook-url'];

// These tests follow each other: they set up one account, from its first plan to its status.
describe('flex on an account that nobody has set up', () => {
  test('plan names every setting that is missing, and status says that no address is set', async () => {
    const plan = await flex('plan');
    expect([plan.status, plan.body.missing]).toEqual([1, CALLBACKS]);
    const { status, body } = await flex('status');
    expect([status, resultsOf(body)]).toEqual([
      1,
      {
        'settings at Twilio': 'failed',
        'auth token': 'ok',
        'task events: right signature': 'failed',
        'recording callbacks: right signature': 'failed',
      },
    ]);
  });

  test('apply changes nothing without a terminal and without --yes', async () => {
    expect(await flex('apply')).toMatchObject({ status: 2, stderr: expect.stringContaining('--yes') });
    expect((await flex('plan')).body.missing).toEqual(CALLBACKS);
  });

  test('apply changes nothing and says so when Twilio fails while the settings are read', async () => {
    await failTwilio('500');
    expect(await flex('apply', '--yes')).toMatchObject({ status: 3, stderr: expect.stringContaining('status 500') });
    expect((await flex('plan')).body.missing).toEqual(CALLBACKS);
  });

  test('apply sets what is missing, plan then names nothing, and a second apply changes nothing', async () => {
    const applied = await flex('apply', '--yes');
    expect([applied.status, applied.body]).toEqual([0, { changed: CALLBACKS, missing: [] }]);
    const plan = await flex('plan');
    expect([plan.status, plan.body.missing]).toEqual([0, []]);
    const again = await flex('apply', '--yes');
    expect([again.status, again.body]).toEqual([0, { changed: [], missing: [] }]);
  });

  test('status proves that signed callbacks arrive, forged ones are refused and facts reach the catalog', async () => {
    const { status, body } = await flex('status');
    expect([status, resultsOf(body)]).toEqual([
      0,
      {
        'settings at Twilio': 'ok',
        'auth token': 'ok',
        'task events: right signature': 'ok',
        'task events: wrong signature': 'ok',
        'recording callbacks: right signature': 'ok',
        'recording callbacks: wrong signature': 'ok',
        'newest recording in the catalog': 'ok',
      },
    ]);
  });

  test('apply replaces the address of another service only with --replace', async () => {
    await letAnotherServiceTakeTheCallback();
    const kept = await flex('apply', '--yes');
    expect([kept.status, kept.body]).toEqual([1, { changed: [], missing: ['event-callback-url'] }]);
    const replaced = await flex('apply', '--yes', '--replace');
    expect([replaced.status, replaced.body]).toEqual([0, { changed: ['event-callback-url'], missing: [] }]);
  });

  test('nothing is missing when a sink of Event Streams points here, and the other service gets no test callback', async () => {
    await letAnotherServiceTakeTheCallback();
    const taken = await flex('plan');
    expect([taken.status, taken.body.missing]).toEqual([1, ['event-callback-url']]);
    const { after: destination } = taken.body.settings.find(({ id }: { id: string }) => id === 'event-streams');
    expect(destination).toMatch(/\/twilio\/event-streams$/);
    const sink = JSON.stringify({ sid: `DG${'1'.repeat(32)}`, destination });
    await fetch(`${stack.description.twilio}/__sinks`, { method: 'POST', body: sink });
    const plan = await flex('plan');
    expect([plan.status, plan.body.missing]).toEqual([0, []]);
    const { status, body } = await flex('status');
    expect([status, resultsOf(body)['task events: right signature']]).toEqual([0, 'skipped']);
  });
});

describe('flex with a Twilio that refuses or does not answer', () => {
  test.each([
    ['refuses the credentials', 'bad-credentials', 'refuses the credentials'],
    ['fails', '500', 'status 500'],
    ['breaks the connection', 'reset', 'did not answer'],
  ])('ends with exit code 3 and says so when Twilio %s', async (_, fault, text) => {
    await failTwilio(fault);
    expect(await flex('plan')).toMatchObject({ status: 3, stderr: expect.stringContaining(text) });
  });

  test('waits and repeats the request when Twilio limits the rate', async () => {
    await failTwilio('429', 2);
    expect((await flex('plan')).status).toBe(0);
  });
});

test.each([
  ['--workspace', 'WS1', 'is not a workspace SID'],
  ['--twilio-base-url', 'ftp://twilio', 'is not an http or https URL'],
])('refuses %s %s before it asks anybody', async (option, value, text) => {
  expect(await flex('plan', option, value)).toMatchObject({ status: 2, stderr: expect.stringContaining(text) });
});
