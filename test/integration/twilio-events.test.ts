import { createHash } from 'node:crypto';
import { GetItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LocalStack, startLocalStack } from '../../local/stack.ts';
import {
  callbacksProcessed,
  deadLetters,
  hastenCallEvents,
  redrive,
  sendToCallEvents,
} from '../support/call-events.ts';
import { SOME_SIGNATURE } from '../support/callback-event.ts';
import { administratorDynamoDb, failAws, healAll } from '../support/playback-client.ts';
import { signingAuthToken } from '../support/signing-secret.ts';
import { recordingEvent, TEST_EVENT, taskStreamEvent } from '../support/stream-events.ts';
import { attributesNaming } from '../support/task-event.ts';

let stack: LocalStack;
let authToken: string;
const logged: string[] = [];

beforeAll(async () => {
  stack = await startLocalStack({ editTemplate: hastenCallEvents, log: line => logged.push(line) });
  authToken = await signingAuthToken(stack.description);
});
afterAll(() => stack.close());

let count = 0;
const newSid = () => `RE${String(++count).padStart(32, '0')}`;
const urlOf = (path: string) => `${stack.description.twilioWebhooks}${path}`;
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

/** Posts a signed callback. The options change the request after it was signed. */
const post = async (
  path: string,
  fields: Record<string, string>,
  {
    token = authToken,
    url = urlOf(path),
    body = undefined as URLSearchParams | Uint8Array | undefined,
    headers = {},
  } = {},
) => {
  const complete = { AccountSid: stack.description.accountSid, ...fields };
  const response = await fetch(url, {
    method: 'POST',
    headers: { ...FORM, 'x-twilio-signature': getExpectedTwilioSignature(token, urlOf(path), complete), ...headers },
    body: body ?? new URLSearchParams(complete),
  });
  return { status: response.status, text: await response.text() };
};
const item = async (sid: string) => {
  await callbacksProcessed(stack.description);
  const client = administratorDynamoDb(stack.description);
  const { Item } = await client.send(
    new GetItemCommand({
      TableName: stack.description.tables.recordings,
      Key: { recording_sid: { S: sid } },
      ConsistentRead: true,
    }),
  );
  client.destroy();
  return Item && unmarshall(Item);
};
const everything = async () => {
  await callbacksProcessed(stack.description);
  const client = administratorDynamoDb(stack.description);
  const { Items } = await client.send(
    new ScanCommand({ TableName: stack.description.tables.recordings, ConsistentRead: true }),
  );
  client.destroy();
  return Items;
};
const STATUS = '/recording-status';
const COMPLETED = { RecordingStatus: 'completed', RecordingDuration: '61', RecordingChannels: '2' };

describe('a recording callback', () => {
  test('that Twilio signed is stored', async () => {
    const sid = newSid();
    const answer = await post(STATUS, {
      RecordingSid: sid,
      ...COMPLETED,
      EncryptionDetails: '{"public_key_sid":"CR1","encrypted_cek":"Y2Vr","iv":"aXY="}',
    });
    expect(answer).toEqual({ status: 204, text: '' });
    expect(await item(sid)).toEqual({
      recording_sid: sid,
      account_sid: stack.description.accountSid,
      status: 'completed',
      duration_seconds: 61,
      channels: 2,
      encryption: { public_key_sid: 'CR1', encrypted_cek: 'Y2Vr', iv: 'aXY=' },
    });
  });

  test('with a query in its URL is accepted when the query was signed', async () => {
    const sid = newSid();
    expect((await post(`${STATUS}?from=flex%20studio&x=1`, { RecordingSid: sid })).status).toBe(204);
    expect(await item(sid)).toBeDefined();
  });

  test('with unreadable encryption details is stored with their text, and counted for an alarm', async () => {
    const sid = newSid();
    expect((await post(STATUS, { RecordingSid: sid, ...COMPLETED, EncryptionDetails: '{"iv":' })).status).toBe(204);
    expect(await item(sid)).toMatchObject({ encryption_raw: new Set(['{"iv":']), status: 'completed' });
    const line = logged.findLast(text => text.includes(sid) && text.includes('message_written'));
    expect(line).toContain('"EncryptionDetailsUnreadable":1');
    expect((await post(STATUS, { RecordingSid: sid, EncryptionDetails: '{"iv":7}' })).status).toBe(204);
    expect(await item(sid)).toMatchObject({ encryption_raw: new Set(['{"iv":', '{"iv":7}']) });
  });

  test('that is repeated changes nothing, and is counted as repeated', async () => {
    const sid = newSid();
    const fields = { RecordingSid: sid, ...COMPLETED };
    await post(STATUS, fields);
    const before = await item(sid);
    expect((await post(STATUS, fields)).status).toBe(204);
    expect(await item(sid)).toEqual(before);
    expect(logged.findLast(text => text.includes(sid) && text.includes('message_written'))).toContain(
      '"CallbacksRepeated":1',
    );
  });

  test.each(['throttle', 'error', 'reset'])(
    'gets 503 when the queue answers with %s, and is stored when it is repeated',
    async fault => {
      await failAws(stack.description, { service: 'sqs', operation: 'SendMessage', fault, count: 2 });
      const sid = newSid();
      expect((await post(STATUS, { RecordingSid: sid })).status).toBe(503);
      await healAll(stack.description);
      expect(await item(sid)).toBeUndefined();
      expect((await post(STATUS, { RecordingSid: sid })).status).toBe(204);
      expect(await item(sid)).toBeDefined();
    },
  );
});

describe('a batch of Event Streams', () => {
  const sendEvents = async (events: unknown, tamper = (text: string) => text) => {
    const text = JSON.stringify(events);
    const digest = createHash('sha256').update(text).digest('hex');
    const url = `${urlOf('/event-streams')}?bodySHA256=${digest}`;
    const headers = {
      'content-type': 'application/json',
      'x-twilio-signature': getExpectedTwilioSignature(authToken, url, {}),
    };
    return (await fetch(url, { method: 'POST', headers, body: tamper(text) })).status;
  };
  const eventsAbout = (sid: string) => {
    const { accountSid: account_sid, accountSid: AccountSid } = stack.description;
    const task_attributes = JSON.stringify(attributesNaming(sid));
    const timestamp = new Date().toISOString();
    return [
      taskStreamEvent('reservation.accepted', { account_sid, task_attributes, timestamp }),
      { type: 'com.example.unknown' },
      taskStreamEvent('task.created', { account_sid, task_attributes: '{', timestamp }),
      recordingEvent({ AccountSid, RecordingSid: sid }),
    ];
  };

  test('brings its good events into the catalog, once, although it arrives twice and has a bad event', async () => {
    const sid = newSid();
    const events = eventsAbout(sid);
    expect(await sendEvents(events)).toBe(204);
    const stored = await item(sid);
    expect(stored).toMatchObject({ status: 'completed', task_reports: new Set([expect.stringContaining('WK')]) });
    expect(await sendEvents(events)).toBe(204);
    expect(await item(sid)).toEqual(stored);
  });

  test('that tests the sink is accepted, and its id is in the log', async () => {
    expect(await sendEvents([TEST_EVENT])).toBe(204);
    expect(logged.some(line => line.includes(`"test_ids":["${TEST_EVENT.data.test_id}"]`))).toBe(true);
  });

  test('that was changed on the way is refused', async () => {
    const sid = newSid();
    expect(await sendEvents(eventsAbout(sid), text => text.replace('completed', 'absent'))).toBe(403);
    expect(await item(sid)).toBeUndefined();
  });
});

describe('an accepted callback', () => {
  const reasonsOf = (messageText: string) =>
    logged.filter(line => line.includes('message_not_written') && line.includes(messageText));

  test('reaches the catalog when the catalog works again', async () => {
    await failAws(stack.description, { service: 'dynamodb', operation: 'UpdateItem', fault: 'throttle', count: 2 });
    const sid = newSid();
    expect((await post(STATUS, { RecordingSid: sid })).status).toBe(204);
    expect(await item(sid)).toBeDefined();
    expect(reasonsOf('"reason":"catalog_throttled"')).toHaveLength(1);
  });

  test('waits in the dead-letter queue when the catalog fails for long, until an operator moves it back', async () => {
    await failAws(stack.description, { service: 'dynamodb', operation: 'UpdateItem', fault: 'error', count: 100 });
    const sid = newSid();
    expect((await post(STATUS, { RecordingSid: sid })).status).toBe(204);
    await deadLetters(stack.description, 1);
    expect(await item(sid)).toBeUndefined();
    await healAll(stack.description);
    await redrive(stack.description);
    expect(await item(sid)).toBeDefined();
    await deadLetters(stack.description, 0);
  });

  test('results in the same item when its message is delivered three times', async () => {
    await failAws(stack.description, { service: 'sqs', operation: 'DeleteMessageBatch', fault: 'error', count: 2 });
    const sid = newSid();
    expect((await post(STATUS, { RecordingSid: sid, ...COMPLETED })).status).toBe(204);
    expect(await item(sid)).toEqual({
      recording_sid: sid,
      account_sid: stack.description.accountSid,
      status: 'completed',
      duration_seconds: 61,
      channels: 2,
    });
    const written = logged.filter(line => line.includes('message_written') && line.includes(sid));
    expect(written.map(line => /"change":"(\w+)"/.exec(line)?.[1])).toEqual(['changed', 'unchanged', 'unchanged']);
  });
});

describe('a message that somebody else sent', () => {
  test('ends in the dead-letter queue, with its reason in the log and without any change', async () => {
    const before = await everything();
    const messageId = await sendToCallEvents(stack.description, '{"version":1,"updates":[{"recordingSid":"RE1"}]}');
    await deadLetters(stack.description, 1);
    const lines = logged.filter(line => line.includes(`"message_id":"${messageId}"`));
    expect(lines).toHaveLength(3);
    for (const line of lines) expect(line).toContain('"reason":"message_malformed"');
    expect(await everything()).toEqual(before);
  });
});

describe('a callback is refused and not stored', () => {
  const refused = async (answer: Promise<{ status: number; text: string }>, status: number, code: string) => {
    const before = await everything();
    const { status: actual, text } = await answer;
    expect(actual).toBe(status);
    expect(JSON.parse(text).error.code).toBe(code);
    expect(await everything()).toEqual(before);
    expect(
      logged.findLast(line => line.includes(JSON.parse(text).error.request_id) && line.includes('"reason"')),
    ).toMatch(new RegExp(`"code":"${code}".*"Failures":1`));
  };

  test('when it has no signature', () =>
    refused(
      post(STATUS, { RecordingSid: newSid() }, { headers: { 'x-twilio-signature': '' } }),
      403,
      'callback_refused',
    ));

  test('when its signature has the wrong form', () =>
    refused(
      post(STATUS, { RecordingSid: newSid() }, { headers: { 'x-twilio-signature': 'x'.repeat(28) } }),
      403,
      'callback_refused',
    ));

  test('when it is signed and has more fields than Twilio sends', () =>
    refused(
      post(STATUS, Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`Field${index}`, '']))),
      400,
      'callback_unreadable',
    ));

  test('when it was signed with another token', () =>
    refused(post(STATUS, { RecordingSid: newSid() }, { token: 'f'.repeat(32) }), 403, 'callback_refused'));

  test('when it was signed for another path', () =>
    refused(post(STATUS, { RecordingSid: newSid() }, { url: urlOf('/task-events') }), 403, 'callback_refused'));

  test('when it was signed for another query', () =>
    refused(post(STATUS, { RecordingSid: newSid() }, { url: `${urlOf(STATUS)}?x=1` }), 403, 'callback_refused'));

  test('when it was changed after signing', () =>
    refused(
      post(STATUS, { RecordingSid: newSid() }, { body: new URLSearchParams({ RecordingSid: newSid() }) }),
      403,
      'callback_refused',
    ));

  test('when it names another account', () =>
    refused(post(STATUS, { RecordingSid: newSid(), AccountSid: `AC${'f'.repeat(32)}` }), 403, 'callback_refused'));

  test.each([
    ['signed', {}],
    ['sent by anyone', { 'x-twilio-signature': SOME_SIGNATURE }],
  ])('when it is too long, and %s', (_, headers) =>
    refused(
      post(STATUS, { RecordingSid: newSid(), Padding: 'x'.repeat(70_000) }, { headers }),
      400,
      'callback_unreadable',
    ),
  );

  test('when its body is not UTF-8', () =>
    refused(post(STATUS, {}, { body: new Uint8Array([0x61, 0x3d, 0xff]) }), 400, 'callback_unreadable'));

  test('when it has no valid recording SID', () =>
    refused(post(STATUS, { RecordingSid: 'RE1' }), 400, 'callback_malformed'));
});
