import { createServer, type RequestListener, type Server } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { awaitTwilio, twilioClient } from '../../bin/flex/twilio-client.ts';
import type { TwilioCredentials } from '../../lambda/adapters/twilio/twilio-credentials.ts';
import { twilioTasks } from '../../lambda/adapters/twilio/twilio-tasks.ts';
import type { Tasks } from '../../lambda/domain/attachment/ports.ts';
import { ok } from '../../lambda/domain/shared/result.ts';
import { listenOnLoopback } from '../../local/loopback-server.ts';
import { startTwilioStub, type TwilioStub } from '../../local/twilio/twilio-stub.ts';
import { memoryTasks } from '../fakes/memory-tasks.ts';
import { describedReservations, describedTask } from '../support/task-description.ts';

const ACCOUNT = `AC${'1'.repeat(32)}`;
const WORKSPACE = `WS${'7'.repeat(32)}`;
const TASK = `WT${'2'.repeat(32)}`;
const MISSING = `WT${'3'.repeat(32)}`;
const CREATED = new Date('2026-11-24T02:50:00.000Z');
const RESERVATIONS = (['pending', 'accepted', 'wrapping', 'completed', 'rejected', 'timeout'] as const).map(
  (status, index) => ({
    sid: `WR${String(index).repeat(32)}`,
    workerSid: `WK${'a'.repeat(32)}`,
    workerName: 'anna@example.com',
    status,
    createdAt: CREATED,
  }),
);
const ATTRIBUTES = '{"name":"Ada","n":12345678901234567890}';

let stub: TwilioStub;
beforeAll(async () => {
  stub = await startTwilioStub({ accountSid: ACCOUNT, log: () => {} });
});
afterAll(() => stub.close());
afterEach(() => fetch(`${stub.url}/__faults`, { method: 'DELETE' }));

const control = (path: string, body: unknown) => fetch(stub.url + path, { method: 'POST', body: JSON.stringify(body) });
const always = (credentials: TwilioCredentials, newer?: TwilioCredentials) => ({
  readCurrent: async () => ok(credentials),
  readNewerThan: async () => ok(newer),
});
const key = () => ({ apiKey: { sid: stub.account.apiKeySid, secret: stub.account.apiKeySecret } });
const adapter = (baseUrl = stub.url, credentials = always(key()), timeoutMs = 5_000): Tasks =>
  twilioTasks({ baseUrl, workspaceSid: WORKSPACE, credentials, timeoutMs });

describe.each<[string, (isEnded?: boolean) => Promise<Tasks>]>([
  [
    'over the REST API',
    async isEnded => {
      const assignmentStatus = isEnded ? 'completed' : 'assigned';
      await control('/__tasks', { sid: TASK, attributes: ATTRIBUTES, assignmentStatus, reservations: RESERVATIONS });
      return adapter();
    },
  ],
  [
    'in memory',
    async isEnded => {
      const ended = isEnded ? { endedAt: new Date() } : {};
      const reservations = RESERVATIONS.slice(0, 4).map(({ sid, status, createdAt }) => ({
        reservationSid: sid,
        createdAt,
        status: status === 'pending' ? ('offered' as const) : ('accepted' as const),
      }));
      return memoryTasks({ [TASK]: { accountSid: ACCOUNT, attributes: ATTRIBUTES, reservations, ...ended } });
    },
  ],
])('tasks %s', (_, tasksOf) => {
  test('are read with their account, attributes and version', async () => {
    const task = await (await tasksOf()).read(TASK);
    expect(task).toEqual({ accountSid: ACCOUNT, attributes: ATTRIBUTES, etag: expect.stringMatching(/^".+"$/) });
  });

  test('list their reservations, without those that the worker did not take', async () => {
    const listed = await (await tasksOf()).reservations(TASK);
    if ('problem' in listed) throw new Error(listed.reason);
    expect(listed).toEqual(
      ['offered', 'accepted', 'accepted', 'accepted'].map((status, index) => ({
        reservationSid: RESERVATIONS[index]?.sid,
        createdAt: CREATED,
        status,
      })),
    );
  });

  test('take new attributes byte by byte when they have the named version', async () => {
    const tasks = await tasksOf();
    const before = await tasks.read(TASK);
    if ('problem' in before) throw new Error(before.reason);
    const attributes = '{"a": 1.50, "b":"é & + = %", "n":12345678901234567890}';
    expect(await tasks.replaceAttributes(TASK, attributes, before.etag)).toBeUndefined();
    const after = await tasks.read(TASK);
    expect(after).toMatchObject({ attributes });
    expect('problem' in after ? '' : after.etag).not.toBe(before.etag);
  });

  test('refuse new attributes when they have another version', async () => {
    const tasks = await tasksOf();
    const before = await tasks.read(TASK);
    if ('problem' in before) throw new Error(before.reason);
    await tasks.replaceAttributes(TASK, '{"by":"others"}', before.etag);
    expect(await tasks.replaceAttributes(TASK, '{"by":"us"}', before.etag)).toMatchObject({ problem: 'changed' });
    expect(await tasks.read(TASK)).toMatchObject({ attributes: '{"by":"others"}' });
  });

  test('are read with the time at which they ended', async () => {
    const task = await (await tasksOf(true)).read(TASK);
    expect('problem' in task ? task : task.endedAt).toBeInstanceOf(Date);
  });

  test('are gone when they do not exist', async () => {
    const tasks = await tasksOf();
    expect(await tasks.read(MISSING)).toMatchObject({ problem: 'gone' });
    expect(await tasks.reservations(MISSING)).toMatchObject({ problem: 'gone' });
    expect(await tasks.replaceAttributes(MISSING, '{}', '"1"')).toMatchObject({ problem: 'gone' });
  });
});

describe("Twilio's tasks when something fails", () => {
  test.each([
    ['limits the rate', '429', { problem: 'unavailable', reason: 'twilio_rate_limit' }],
    ['fails', '500', { problem: 'unavailable', reason: 'twilio_failed' }],
    ['answers with a web page', 'html', { problem: 'unavailable', reason: 'twilio_answer_malformed' }],
    ['breaks the connection', 'reset', { problem: 'unavailable', reason: 'twilio_unreachable' }],
    ['does not answer', 'timeout', { problem: 'unavailable', reason: 'twilio_timeout' }],
    ['refuses the credentials', 'bad-credentials', { problem: 'unavailable', reason: 'twilio_credentials_refused' }],
  ])('say so when Twilio %s', async (_, fault, problem) => {
    await control('/__tasks', { sid: TASK, attributes: ATTRIBUTES });
    await control('/__faults', { fault, count: 2 });
    const tasks = adapter(stub.url, always(key()), 300);
    expect(await tasks.read(TASK)).toEqual(problem);
    await control('/__faults', { fault, count: 2 });
    expect(await tasks.reservations(TASK)).toEqual(problem);
  });

  test('are asked again with the newer key when Twilio refuses the current one', async () => {
    await control('/__tasks', { sid: TASK, attributes: ATTRIBUTES });
    const old = { apiKey: { sid: `SK${'0'.repeat(32)}`, secret: 'old' } };
    expect(await adapter(stub.url, always(old, key())).read(TASK)).toMatchObject({ attributes: ATTRIBUTES });
    expect(await adapter(stub.url, always(old)).read(TASK)).toMatchObject({ reason: 'twilio_credentials_refused' });
  });

  test('are not asked without an API key: the auth token could do more than attach', async () => {
    const tasks = adapter('http://127.0.0.1:1', always({ authToken: 'x' }));
    expect(await tasks.read(TASK)).toEqual({ problem: 'unavailable', reason: 'twilio_secret_without_api_key' });
  });

  test('refuse attributes that Twilio does not take', async () => {
    await control('/__tasks', { sid: TASK, attributes: ATTRIBUTES });
    const task = await adapter().read(TASK);
    const long = JSON.stringify({ text: 'x'.repeat(20_000) });
    const etag = 'problem' in task ? '' : task.etag;
    expect(await adapter().replaceAttributes(TASK, long, etag)).toMatchObject({ problem: 'refused' });
    expect(await adapter().read(TASK)).toMatchObject({ attributes: ATTRIBUTES });
  });

  test.each<[string, RequestListener]>([
    ['without a version', (_, response) => response.end('{"account_sid":"AC1","attributes":"{}"}')],
    ['without attributes', (_, response) => response.setHeader('etag', '"1"').end('{"account_sid":"AC1"}')],
    ['that is a redirect', (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()],
  ])('are unavailable after an answer %s', async (_, listener) => {
    const server: Server = createServer(listener);
    const { port, close } = await listenOnLoopback(server);
    expect(await adapter(`http://127.0.0.1:${port}`).read(TASK)).toMatchObject({ problem: 'unavailable' });
    await close();
  });
});

describe('the stub of tasks', () => {
  test("answers as the API description says, and to Twilio's own library", async () => {
    await control('/__tasks', { sid: TASK, attributes: ATTRIBUTES, reservations: RESERVATIONS });
    const { apiKeySid: user, apiKeySecret: password } = stub.account;
    const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    const response = await fetch(`${stub.url}/v1/Workspaces/${WORKSPACE}/Tasks/${TASK}`, {
      headers: { authorization },
    });
    expect(describedTask.safeParse(await response.json()).error).toBeUndefined();
    const list = await fetch(`${stub.url}/v1/Workspaces/${WORKSPACE}/Tasks/${TASK}/Reservations?PageSize=2`, {
      headers: { authorization },
    });
    expect(describedReservations.safeParse(await list.json()).error).toBeUndefined();

    const task = twilioClient({ accountSid: ACCOUNT, user, password }, stub.url)
      .taskrouter.v1.workspaces(WORKSPACE)
      .tasks(TASK);
    const reservations = await task.reservations.list({ pageSize: 2 });
    expect(reservations.map(({ sid }) => sid)).toEqual(RESERVATIONS.map(({ sid }) => sid));
    const etag = response.headers.get('etag') ?? '';
    expect(await task.update({ attributes: '{"x":1}', ifMatch: etag })).toMatchObject({ attributes: '{"x":1}' });
    await expect(awaitTwilio('the task', task.update({ attributes: '{}', ifMatch: etag }))).rejects.toThrow(
      'status 412',
    );
  });
});
