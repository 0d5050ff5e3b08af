import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startUpstreams, type Upstreams } from '../../bench/stubs/upstreams.ts';
import { bundleOptions } from '../../lib/functions/bundle-options.ts';
import { mediaEvent } from '../support/media-event.ts';
import { until } from '../support/until.ts';

/** Loads the handler with a runtime that returns it unchanged; then asks it once for each message. */
const FUNCTION = `
globalThis.awslambda = {
  streamifyResponse: handler => handler,
  HttpResponseStream: { from: (stream, prelude) => { process.send(prelude.statusCode); return stream; } },
};
const { handler } = require(process.argv[1]);
process.on('message', event => handler(event, new (require('node:stream').PassThrough)().resume()));
process.send('started');`;

const KEYS = { [`CR${'1'.repeat(32)}`]: 'arn:aws:kms:eu-central-1:000000000000:key/1' };

let upstreams: Upstreams;
let before = 0;
let folder: string;
let child: ChildProcess | undefined;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'early-media-connections-'));
  buildSync(bundleOptions(fileURLToPath(new URL('../../lambda/media/index.ts', import.meta.url)), bundle()));
  upstreams = await startUpstreams('tls');
  writeFileSync(join(folder, 'ca.pem'), upstreams.certificate ?? '');
});
beforeEach(() => {
  before = upstreams.connections();
});
afterEach(() => child?.kill('SIGKILL'));
afterAll(async () => {
  await upstreams.close();
  rmSync(folder, { recursive: true });
});

const bundle = (): string => join(folder, 'index.js');
const opened = (): number => upstreams.connections() - before;

/** Starts the media function. Returns a function that asks for a link and resolves to the status of the answer. */
const started = async (environment: Readonly<Record<string, string>> = {}) => {
  const process_ = spawn(process.execPath, ['-e', FUNCTION, bundle()], {
    env: {
      AWS_REGION: 'eu-central-1',
      AWS_ENDPOINT_URL: upstreams.awsUrl,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      RECORDINGS_BUCKET: 'recordings',
      AUDIT_TABLE: 'audit',
      STACK_NAME: 'Playback',
      LINKS_TABLE: 'links',
      COVERAGE_TABLE: 'coverage',
      RECORDINGS_TABLE: 'catalog',
      LINK_BINDING: 'none',
      ENCRYPTION_KEYS: JSON.stringify(KEYS),
      ALLOWED_ORIGINS: '["https://flex.twilio.com"]',
      NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'),
      ...environment,
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  child = process_;
  const ended = once(process_, 'exit').then(([code]) => {
    throw new Error(`the function ended with ${code} before it was loaded`);
  });
  await Promise.race([once(process_, 'message'), ended]);
  return async (): Promise<number> => {
    process_.send(mediaEvent());
    const [status] = await once(process_, 'message');
    return status;
  };
};

test('a started media function has opened connections to DynamoDB, S3 and KMS, and a request uses them', async () => {
  const ask = await started();
  await until(opened, count => count === 3);
  // The stub's item is no lease.
  expect(await ask()).toBe(503);
  expect(opened()).toBe(3);
});

test('a media function without keys opens no connection to KMS', async () => {
  await started({ ENCRYPTION_KEYS: '{}' });
  await until(opened, count => count >= 2);
  expect(opened()).toBe(2);
});

test('a media function that is started for later use opens no connection', async () => {
  const ask = await started({ AWS_LAMBDA_INITIALIZATION_TYPE: 'provisioned-concurrency' });
  expect(opened()).toBe(0);
  expect(await ask()).toBe(503);
  expect(opened()).toBe(1);
});
