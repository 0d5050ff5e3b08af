import { createServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { listenOnLoopback } from '../../local/loopback-server.ts';
import { auditCli } from '../support/audit-cli.ts';
import { itemAt } from '../support/audit-events.ts';
import { useAuditStack } from '../support/audit-stack.ts';
import { type StartedProcess, startProcess } from '../support/started-process.ts';

const stack = useAuditStack();
let desk: StartedProcess | undefined;
afterEach(async () => {
  await desk?.kill();
  desk = undefined;
});

/** Starts the desk as `npm run audit` does. */
const start = (args: readonly string[], env: Readonly<Record<string, string | undefined>> = {}): StartedProcess => {
  desk = startProcess(['npm', 'run', '--silent', 'audit', '--', 'desk', ...args], env);
  return desk;
};

/** Asks the desk that was started with `--json`. */
const ask = async (process: StartedProcess, question: string) => {
  await process.printed('\n');
  const url = new URL(JSON.parse(process.output().stdout).desk);
  const authorization = `Bearer ${url.searchParams.get('token')}`;
  const response = await fetch(new URL(`/api/${question}`, url), { headers: { authorization } });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

const askAsAuditor = (question: string) => {
  const env = { AWS_ACCESS_KEY_ID: 'auditor', AWS_SECRET_ACCESS_KEY: 'auditor' };
  return ask(start(['--json', '--endpoint', stack.endpoint.url], env), question);
};

describe('audit desk --json', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    'prints one line, answers from the trail, and ends with 0 on %s',
    async signal => {
      const item = itemAt('2026-11-24T10:00:00.000Z');
      await stack.put('AuditTableName', item);
      const process = start(['--json', '--endpoint', stack.endpoint.url]);
      expect(await ask(process, `events?q=${item.recording_sid}`)).toMatchObject({
        status: 200,
        body: { events: [item] },
      });
      process.stop(signal);
      expect(await process.ended).toBe(0);
      expect(process.output()).toEqual({
        stdout: expect.stringMatching(/^\{"desk":"http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}"\}\n$/),
        stderr: '',
      });
    },
  );

  test.each(['events?', `events?q=CA${'1'.repeat(32)}`, 'chain?'])(
    'answers %s with the policy of the auditor alone',
    async question => {
      expect(await askAsAuditor(question)).toMatchObject({ status: 200 });
    },
  );

  test('shows the links to a recording with the policy of the auditor, and says that the catalog is not readable', async () => {
    const { status, body } = await askAsAuditor(`listening?q=RE${'1'.repeat(32)}`);
    expect([status, body['links']]).toEqual([200, []]);
    expect(body['factsProblem']).toContain('dynamodb:GetItem');
  });

  const RE = `RE${'1'.repeat(32)}`;
  const nothing = { AWS_ACCESS_KEY_ID: undefined, AWS_PROFILE: undefined, AWS_REGION: undefined, HOME: '/nowhere' };
  test.each([
    ['without a region', [], nothing, 502, 'The AWS configuration has no region'],
    [
      'with credentials that AWS does not know',
      [],
      { AWS_ACCESS_KEY_ID: 'AKIAX', AWS_SECRET_ACCESS_KEY: 'x' },
      401,
      'does not accept the credentials',
    ],
    ['with another stack', ['--stack', 'Other'], {}, 404, 'Other'],
    ['with another table', ['--table', 'other'], {}, 404, 'does not have the table'],
  ])('%s starts, and says at a question what is wrong', async (_, args, env, status, message) => {
    const endpoint = env === nothing ? [] : ['--endpoint', stack.endpoint.url];
    const answer = await ask(start(['--json', ...endpoint, ...args], env), `events?q=${RE}`);
    expect(answer).toMatchObject({
      status,
      body: { error: { message: expect.stringContaining(message), help: expect.stringMatching(/\w/) } },
    });
  });
});

describe('audit desk', () => {
  test('prints an address that can be opened', async () => {
    const process = start(['--endpoint', stack.endpoint.url]);
    await process.printed('Ctrl-C ends the desk');
    const url = /http:\S+/.exec(process.output().stdout)?.[0] ?? '';
    expect(await (await fetch(url)).text()).toContain("<title>Auditor's desk</title>");
    process.stop('SIGINT');
    expect(await process.ended).toBe(0);
  });

  test('ends with 2 and an example when its port is in use or is none', async () => {
    const taken = createServer();
    const { port, close } = await listenOnLoopback(Object.assign(taken, { closeAllConnections: () => undefined }));
    expect(await auditCli('desk', '--port', String(port))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`Port ${port} is in use. Example: audit desk --port 0`),
    });
    await close();
    expect(await auditCli('desk', '--port', '70000')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('8080'),
    });
  });
});
