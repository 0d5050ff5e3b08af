import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startUpstreams, type Upstreams } from '../../bench/stubs/upstreams.ts';
import { type Deployment, synthesizeDeployment } from '../../bench/variants/deployment.ts';
import { playbackEvent } from '../support/playback-event.ts';
import { until } from '../support/until.ts';

/** One connection to Twilio, one to S3 and one to DynamoDB. */
const CONNECTIONS_OF_A_PLAY = 3;
/** Loads the handler; then plays once for each message, whose number moves the clock. */
const FUNCTION = `
const { handler } = require(process.argv[1]);
const realNow = Date.now;
process.on('message', ({ event, laterMs }) => {
  Date.now = () => realNow() + laterMs;
  handler(event).then(answer => process.send(answer));
});
process.send('started');`;

let deployment: Deployment;
let upstreams: Upstreams;
let before = 0;
let folder: string;
const children: ChildProcess[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'early-connections-'));
  [deployment, upstreams] = await Promise.all([synthesizeDeployment(), startUpstreams('tls')]);
  writeFileSync(join(folder, 'ca.pem'), upstreams.certificate ?? '');
});

beforeEach(() => {
  before = upstreams.connections();
});

const opened = (): number => upstreams.connections() - before;

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

afterAll(async () => {
  await Promise.all([deployment.close(), upstreams.close()]);
  rmSync(folder, { recursive: true });
});

const started = async (environment: Readonly<Record<string, string>> = {}) => {
  const child = spawn(process.execPath, ['-e', FUNCTION, deployment.variant.entry], {
    env: {
      ...deployment.environmentAt(upstreams),
      NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'),
      ...environment,
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  children.push(child);
  await once(child, 'message');
  return async (laterMs = 0): Promise<{ statusCode: number }> => {
    child.send({ event: playbackEvent(), laterMs });
    const [answer] = await once(child, 'message');
    return answer;
  };
};

test('a started function has opened the connections of its first play, and the play opens no other', async () => {
  const play = await started();
  await until(opened, count => count === CONNECTIONS_OF_A_PLAY);
  expect(await play()).toMatchObject({ statusCode: 200 });
  expect(opened()).toBe(CONNECTIONS_OF_A_PLAY);
});

test('a play long after the start uses new connections, because the early ones may be dead', async () => {
  const play = await started();
  await until(opened, count => count === CONNECTIONS_OF_A_PLAY);
  expect(await play(3_000)).toMatchObject({ statusCode: 200 });
  expect(opened()).toBe(2 * CONNECTIONS_OF_A_PLAY);
});

test('a play whose early connections were closed meanwhile uses new connections', async () => {
  const play = await started();
  await until(opened, count => count === CONNECTIONS_OF_A_PLAY);
  upstreams.dropConnections();
  await until(upstreams.openConnections, count => count === 0);
  expect(await play()).toMatchObject({ statusCode: 200 });
});

test('a function starts when a service refuses connections, and answers 503', async () => {
  const closed = await startUpstreams('tls');
  await closed.close();
  const play = await started({ IAM_BASE_URL: closed.iamUrl });
  expect(await play()).toMatchObject({ statusCode: 503 });
});

test('an environment that is started for later use opens no connection', async () => {
  const play = await started({ AWS_LAMBDA_INITIALIZATION_TYPE: 'provisioned-concurrency' });
  expect(opened()).toBe(0);
  expect(await play()).toMatchObject({ statusCode: 200 });
});
