import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkCallbacks } from '../../bin/flex/check-callbacks.ts';
import { listenOnLoopback } from '../../local/loopback-server.ts';
import { startTwilioStub, type TwilioStub } from '../../local/twilio/twilio-stub.ts';

const ACCOUNT = `AC${'1'.repeat(32)}`;

let stub: TwilioStub;
let other: Awaited<ReturnType<typeof listenOnLoopback>>;
let received = 0;
beforeAll(async () => {
  stub = await startTwilioStub({ accountSid: ACCOUNT, log: () => {} });
  const server: Server = createServer((_, response) => {
    received += 1;
    response.writeHead(204).end();
  });
  other = await listenOnLoopback(server);
});
afterAll(async () => {
  await stub.close();
  await other.close();
});

test('status sends no test callback to the address of another service', async () => {
  const foreign = `http://127.0.0.1:${other.port}/hook`;
  const checks = await checkCallbacks({
    accountSid: ACCOUNT,
    credentials: { authToken: stub.account.authToken },
    account: {
      workspaceSid: stub.workspaceSid,
      eventCallbackUrl: foreign,
      eventsFilter: undefined,
      sinks: [],
      callRecordingEnabled: true,
      callRecordingWebhookUrl: foreign,
      newestRecording: { sid: `RE${'2'.repeat(32)}`, mediaUrl: '', publicKeySid: undefined, resource: {} },
    },
    expected: {
      taskEventsCallbackUrl: 'https://api.example.com/twilio/task-events',
      recordingStatusCallbackUrl: 'https://api.example.com/twilio/recording-status',
      eventStreamsUrl: 'https://api.example.com/twilio/event-streams',
      bucketName: undefined,
      publicKeySids: [],
    },
    twilioBaseUrl: stub.url,
    isInCatalog: async () => false,
  });
  expect(checks.map(({ check, result }) => [check, result])).toEqual([
    ['auth token', 'ok'],
    ['task events: right signature', 'failed'],
    ['recording callbacks: right signature', 'failed'],
  ]);
  expect(received).toBe(0);
});
