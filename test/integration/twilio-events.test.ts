import { GetItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LocalStack, startLocalStack } from '../../local/stack.ts';
import { SOME_SIGNATURE } from '../support/callback-event.ts';
import { administratorDynamoDb, failAws, healAll } from '../support/playback-client.ts';
import { signingAuthToken } from '../support/signing-secret.ts';

let stack: LocalStack;
let authToken: string;
const logged: string[] = [];

beforeAll(async () => {
  stack = await startLocalStack({ log: line => logged.push(line) });
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
    const line = logged.findLast(text => text.includes(sid));
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
    expect(logged.findLast(text => text.includes(sid))).toContain('"CallbacksRepeated":1');
  });

  test('gets 503 when it cannot be stored, and is stored when it is repeated', async () => {
    await failAws(stack.description, { service: 'dynamodb', operation: 'UpdateItem', fault: 'throttle', count: 2 });
    const sid = newSid();
    expect((await post(STATUS, { RecordingSid: sid })).status).toBe(503);
    await healAll(stack.description);
    expect((await post(STATUS, { RecordingSid: sid })).status).toBe(204);
    expect(await item(sid)).toBeDefined();
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
