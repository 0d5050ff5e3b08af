import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoRecordings, readDemoRecordingFile } from '../../local/demo/demo-recordings.ts';
import { type LocalStack, startLocalStack } from '../../local/stack.ts';
import { askFor, auditTrail } from '../support/playback-client.ts';
import { basicAuthorization } from '../support/playback-event.ts';

let stack: LocalStack;
const logged: string[] = [];
const released: string[] = [];

beforeAll(async () => {
  stack = await startLocalStack({ log: line => logged.push(line) });
});
afterAll(() => stack.close());

const ABSENT = `RE${'0'.repeat(31)}f`;
const shortest = () => {
  const recording = stack.description.recordings.find(({ title }) => /greeting/i.test(title));
  if (!recording) throw new Error('the demo has no greeting');
  return recording.sid;
};
const ask = async (sid: string, token: string) => {
  const answer = await askFor(stack.description, sid, token);
  if (answer.body.media_url) released.push(answer.body.media_url);
  return answer;
};
const since = async (count: number) => (await auditTrail(stack.description)).slice(count);
const auditCount = async () => (await auditTrail(stack.description)).length;

describe('a supervisor', () => {
  test('gets exactly the recording, and the access is recorded', async () => {
    const before = await auditCount();
    const { tokens } = stack.description;
    const answer = await ask(shortest(), tokens.supervisor);
    expect(answer.status).toBe(200);
    expect(Object.keys(answer.body)).toEqual(['media_url']);
    expect(answer.headers.get('cache-control')).toBe('no-store');

    const media = await fetch(answer.body.media_url ?? '');
    expect(media.headers.get('content-type')).toBe('audio/wav');
    expect(media.headers.get('cache-control')).toBe('no-store');
    expect(media.headers.get('content-disposition')).toBe('inline');
    expect(Buffer.from(await media.arrayBuffer()).equals(await readDemoRecordingFile(shortest()))).toBe(true);

    const events = await since(before);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      event: 'link_issued',
      recording_sid: shortest(),
      roles: ['supervisor'],
      delivery: 's3',
      policy_ids: ['supervisors-and-admins'],
      object_key: `${stack.description.accountSid}/${shortest()}`,
      source_ip: '127.0.0.1',
      schema_version: 1,
    });
  });

  test('gets a link that contains its audit event’s id and expires at the recorded time', async () => {
    const before = await auditCount();
    const { body } = await ask(shortest(), stack.description.tokens.supervisor);
    const link = new URL(body.media_url ?? '');
    const [event] = await since(before);
    expect(link.searchParams.get('x-audit-id')).toBe(event?.event_id);
    // For a recording of 3 s, the minimum lifetime applies: 120 s.
    expect(link.searchParams.get('X-Amz-Expires')).toBe('120');
    expect(Date.parse(event?.link_expires_at ?? '') - Date.parse(event?.occurred_at ?? '')).toBe(120_000);
  });

  test.each([
    ['/sec_rec', 'recording_sid'],
    ['/sec_rec', 'recording'],
    ['/', 'recording_sid'],
    ['/', 'recording'],
  ])('can ask on the path %s with the parameter %s', async (path, name) => {
    const url = new URL(`${path}?${name}=${shortest()}`, stack.description.urlProvider);
    const response = await fetch(url, {
      headers: { authorization: basicAuthorization(stack.description.tokens.supervisor) },
    });
    expect(response.status).toBe(200);
  });

  test('gets 404 for a recording that does not exist, and that is recorded', async () => {
    const before = await auditCount();
    const answer = await ask(ABSENT, stack.description.tokens.supervisor);
    expect(answer.status).toBe(404);
    expect(answer.body.error?.code).toBe('recording_not_found');
    expect(await since(before)).toMatchObject([
      { event: 'not_playable', reason: 'recording_not_found', recording_sid: ABSENT },
    ]);
  });

  test('gets 409 for an archived recording, and that is recorded', async () => {
    const before = await auditCount();
    const archived = demoRecordings(new Date()).find(({ storageClass }) => storageClass === 'GLACIER')?.sid ?? '';
    const answer = await ask(archived, stack.description.tokens.supervisor);
    expect(answer.status).toBe(409);
    expect(answer.body.error?.code).toBe('recording_archived');
    expect(await since(before)).toMatchObject([{ event: 'not_playable', reason: 'recording_archived' }]);
  });
});

describe('an agent', () => {
  test('is denied a call without catalog facts, and that is recorded', async () => {
    const before = await auditCount();
    const answer = await ask(shortest(), stack.description.tokens.agent);
    expect(answer.status).toBe(403);
    expect(answer.body.error).toMatchObject({ code: 'forbidden', request_id: expect.stringMatching(/\w/) });
    expect(await since(before)).toMatchObject([
      { event: 'denied', reason: 'no_policy_permits', recording_sid: shortest(), roles: ['agent'] },
    ]);
  });

  test('gets the same response for a recording that exists and for one that does not', async () => {
    const answers = await Promise.all([shortest(), ABSENT].map(sid => ask(sid, stack.description.tokens.agent)));
    const visible = answers.map(({ status, headers, body }) => ({
      status,
      body: { ...body.error, request_id: '' },
      headers: [...headers].filter(
        ([name]) => name !== 'date' && !name.includes('request-id') && name !== 'apigw-requestid',
      ),
    }));
    expect(visible[0]).toEqual(visible[1]);
  });
});

describe('a request without a valid token of a worker', () => {
  test.each(['guest', 'expired'] as const)('of the %s user gets 401, and is not recorded', async user => {
    const before = await auditCount();
    const answer = await ask(shortest(), stack.description.tokens[user]);
    expect(answer.status).toBe(401);
    expect(answer.body.error?.code).toBe('unauthenticated');
    expect(await auditCount()).toBe(before);
  });

  test('with a token that Twilio does not know gets 401, and is not recorded', async () => {
    const before = await auditCount();
    expect((await ask(shortest(), 'eyJ.forged.token')).status).toBe(401);
    expect(await auditCount()).toBe(before);
  });

  test('that is malformed gets 400 or 401 without a request to Twilio', async () => {
    const requests = async () =>
      ((await (await fetch(`${stack.description.twilio}/__requests`)).json()) as unknown[]).length;
    const before = await requests();
    expect((await ask('RE1', stack.description.tokens.supervisor)).status).toBe(400);
    expect((await ask(shortest(), '')).status).toBe(401);
    expect(await requests()).toBe(before);
  });
});

describe('an audit item', () => {
  test('has exactly the attributes of the schema', async () => {
    await ask(shortest(), stack.description.tokens.supervisor);
    const event = (await auditTrail(stack.description)).findLast(({ event }) => event === 'link_issued');
    expect(event).toEqual({
      recording_sid: shortest(),
      event_key: `${event?.occurred_at}#${event?.event_id}`,
      day_shard: expect.stringMatching(new RegExp(`^${event?.occurred_at.slice(0, 10)}#[0-7]$`)),
      event: 'link_issued',
      event_id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      occurred_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      account_sid: stack.description.accountSid,
      worker_sid: expect.stringMatching(/^WK[0-9a-f]{32}$/),
      identity: expect.stringMatching(/\w/),
      realm_user_id: expect.stringMatching(/@/),
      roles: ['supervisor'],
      policy_ids: ['supervisors-and-admins'],
      policy_set: expect.stringMatching(/^[0-9a-f]{64}$/),
      reason: 'policy_permits',
      delivery: 's3',
      object_key: `${stack.description.accountSid}/${shortest()}`,
      ...(event?.object_version && { object_version: event.object_version }),
      link_expires_at: expect.stringMatching(/Z$/),
      object_bytes: 48044,
      audio_offset_bytes: 44,
      recording_seconds: 3,
      source_ip: '127.0.0.1',
      user_agent: expect.any(String),
      request_id: expect.stringMatching(/\w/),
      token_fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
      schema_version: 1,
    });
  });

  test('and the logs contain no token, no Authorization header and no signature of a link', async () => {
    expect(released.length).toBeGreaterThan(0);
    expect(logged.length).toBeGreaterThan(0);
    const written = JSON.stringify(await auditTrail(stack.description)) + logged.join('\n');
    const secrets = [
      ...Object.values(stack.description.tokens).flatMap(token => [
        token,
        basicAuthorization(token).slice('Basic '.length),
      ]),
      ...released.flatMap(link =>
        ['X-Amz-Signature', 'X-Amz-Security-Token'].map(name => new URL(link).searchParams.get(name) ?? ''),
      ),
    ];
    for (const secret of secrets) {
      expect(secret.length).toBeGreaterThan(20);
      expect(written.includes(secret)).toBe(false);
    }
  });
});
