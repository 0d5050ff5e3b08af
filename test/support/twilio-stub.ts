import { afterAll, afterEach, beforeAll } from 'vitest';
import { startTwilioStub, type TwilioStub } from '../../local/twilio/twilio-stub.ts';

export const ACCOUNT = 'AC0123456789abcdef0123456789abcdef';
export const WORKER = 'WK0123456789abcdef0123456789abcdef';
export const HOUR_MS = 3_600_000;

export const recordings = Array.from({ length: 5 }, (_, n) => ({
  sid: `RE${String(n).padStart(32, '0')}`,
  callSid: `CA${String(n).padStart(32, '0')}`,
  startedAt: new Date(Date.UTC(2026, 10, 20 + n, 12)),
  durationSeconds: 10 + n,
  channels: 2 as const,
  ...(n === 4 && { encryption: { publicKeySid: 'CR1', encryptedCek: 'cek', iv: 'iv' } }),
}));

export let stub: TwilioStub;
export let token: string;
export const lines: string[] = [];

/** Starts a stub with one worker's token for the test file, and forgets faults and requests after each test. */
export const useTwilioStub = (): void => {
  beforeAll(async () => {
    stub = await startTwilioStub({ accountSid: ACCOUNT, recordings, log: line => lines.push(line) });
    token = stub.issueToken({
      realmUserId: 'sam@example.com',
      roles: ['supervisor'],
      workerSid: WORKER,
      expiresAt: new Date(Date.now() + HOUR_MS),
    });
  });

  afterAll(() => stub.close());

  afterEach(async () => {
    await fetch(`${stub.url}/__faults`, { method: 'DELETE' });
    await fetch(`${stub.url}/__requests`, { method: 'DELETE' });
  });
};

export const basic = (user: string, password: string) =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

export const validate = (authorization: string | undefined, body: string, account = ACCOUNT) =>
  fetch(`${stub.url}/v1/Accounts/${account}/Tokens/validate`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
    body,
  });

export const requests = async () => (await fetch(`${stub.url}/__requests`)).json();
export const control = (path: string, body: object) =>
  fetch(stub.url + path, { method: 'POST', body: JSON.stringify(body) });
