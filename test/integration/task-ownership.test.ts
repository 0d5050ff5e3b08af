import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEMO_USERS } from '../../local/demo/users.ts';
import { type LocalStack, startLocalStack } from '../../local/stack.ts';
import { callbacksProcessed } from '../support/call-events.ts';
import { administratorDynamoDb, askFor } from '../support/playback-client.ts';
import { signingAuthToken } from '../support/signing-secret.ts';
import { attributesNaming, signedText, taskEvent } from '../support/task-event.ts';

const { agent: anna, otherAgent: eve } = DEMO_USERS;
const ANNAS_TASK = `WT${'a'.repeat(32)}`;
const EVES_TASK = `WT${'e'.repeat(32)}`;
const DAY_SECONDS = 86_400;

let stack: LocalStack;
let authToken: string;
const logged: string[] = [];

beforeAll(async () => {
  // One test sends more events at once than the API's default limit allows.
  const playback = { throttle: { ratePerSecond: 1_000, burst: 1_000 } };
  stack = await startLocalStack({ playback, log: line => logged.push(line) });
  authToken = await signingAuthToken(stack.description);
});
afterAll(() => stack.close());

/** Posts a form with the signature of `signed`. @default the signature of the form itself */
const post = async (path: string, fields: Record<string, string>, signed = fields) => {
  const url = `${stack.description.twilioWebhooks}${path}`;
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'x-twilio-signature': getExpectedTwilioSignature(authToken, url, signed) },
    body: new URLSearchParams(fields),
  });
  return { status: response.status, body: await response.text() };
};

interface Told {
  readonly task: string;
  readonly workerSid: string;
  readonly at?: Date;
  readonly ageSeconds?: number;
}
/** An event of a worker's task that names the recording. */
const event = (
  sid: string,
  { task, workerSid, at = new Date(), ageSeconds = DAY_SECONDS }: Told,
  more: Record<string, string> = {},
) =>
  taskEvent(
    { at, ageSeconds },
    {
      AccountSid: stack.description.accountSid,
      TaskSid: task,
      WorkerSid: workerSid,
      TaskAttributes: JSON.stringify(attributesNaming(sid)),
      ...more,
    },
  );
const tell = async (...given: Parameters<typeof event>) => {
  expect(await post('/task-events', event(...given))).toEqual({ status: 204, body: '' });
  await callbacksProcessed(stack.description);
};

const unreported = () => {
  const recording = stack.description.recordings.find(({ title }) => /not reported yet/.test(title));
  if (!recording) throw new Error('the demo has no such recording');
  return recording.sid;
};
/** The SID of a recording without an object, for tests of the catalog only. */
let count = 0;
const newSid = () => `RE${String(++count).padStart(32, '0')}`;
const reportsOf = async (sid: string): Promise<readonly string[]> => {
  const client = administratorDynamoDb(stack.description);
  const Key = { recording_sid: { S: sid } };
  const read = new GetItemCommand({ TableName: stack.description.tables.recordings, Key, ConsistentRead: true });
  const { Item } = await client.send(read);
  client.destroy();
  return [...((Item && (unmarshall(Item)['task_reports'] as Set<string> | undefined)) ?? [])];
};

const lastOutcome = () => logged.findLast(line => line.includes('"outcome"'));

describe('a recording', () => {
  test('does not change its agent after an event whose signed text was split into other fields', async () => {
    const sid = newSid();
    await tell(sid, { task: ANNAS_TASK, workerSid: anna.workerSid });
    const before = await reportsOf(sid);

    const earlier = Date.now() - 3_600_000;
    const genuine = event(
      sid,
      { task: EVES_TASK, workerSid: eve.workerSid },
      { EventType: 'reservation.completed', TaskCompletedReason: `doneTaskSid${EVES_TASK}TimestampMs${earlier}Vx` },
    );
    const [kept, hidden] = ['TaskCompletedReason', 'TimestampMs'].map(last =>
      Object.fromEntries(
        Object.entries(genuine).filter(([name]) => (last === 'TimestampMs' ? name > last : name < last)),
      ),
    ) as [Record<string, string>, Record<string, string>];
    const behind = signedText(genuine).split(`${earlier}Vx`)[1]?.split('WorkerActivityName')[0] ?? '';
    const cut = {
      ...kept,
      TaskCompletedReason: 'done',
      TaskSid: EVES_TASK,
      TimestampMs: String(earlier),
      Vx: behind,
      ...hidden,
    };
    expect(signedText(cut)).toBe(signedText(genuine));
    expect(await post('/task-events', cut, genuine)).toMatchObject({ status: 400 });
    expect(await reportsOf(sid)).toEqual(before);
    expect(lastOutcome()).toMatch(/"code":"callback_malformed"/);
  });

  test('is not changed by a signed event that is ten minutes old', async () => {
    const sid = newSid();
    const old = event(sid, { task: EVES_TASK, workerSid: eve.workerSid, at: new Date(Date.now() - 600_000) });
    expect(await post('/task-events', old)).toMatchObject({ status: 400 });
    expect(await reportsOf(sid)).toEqual([]);
    expect(lastOutcome()).toMatch(/"reason":"event_too_old"/);
  });

  test('is played by the agent of its own task, and not by the agent of a task created after its start', async () => {
    const sid = unreported();
    const { agent, otherAgent } = stack.description.tokens;
    await tell(sid, { task: EVES_TASK, workerSid: eve.workerSid, ageSeconds: 30 });
    expect((await askFor(stack.description, sid, otherAgent)).status).toBe(403);
    await tell(sid, { task: ANNAS_TASK, workerSid: anna.workerSid });
    expect((await askFor(stack.description, sid, otherAgent)).status).toBe(403);
    expect((await askFor(stack.description, sid, agent)).status).toBe(200);
  });

  test('is played by the agent whom the 61st report of its task names after a transfer', async () => {
    const sid = newSid();
    const start = Date.now() - 61_000;
    for (let second = 0; second < 60; second++) {
      const at = new Date(start + second * 1_000);
      await tell(sid, { task: ANNAS_TASK, workerSid: anna.workerSid, at }, { EventType: 'task.updated' });
    }
    await tell(sid, { task: ANNAS_TASK, workerSid: eve.workerSid });
    const reports = await reportsOf(sid);
    expect(reports).toContainEqual(expect.stringContaining(`"agent":"${eve.workerSid}"`));
    expect(reports.length).toBeLessThanOrEqual(3);
  });

  test('raises an alarm when a report is dropped because of too many tasks', async () => {
    const sid = newSid();
    const named = (task: number) =>
      tell(sid, { task: `WT${String(task).padStart(32, '0')}`, workerSid: eve.workerSid });
    for (let task = 0; task < 60; task++) await named(task);
    expect(lastOutcome()).not.toContain('TaskReportsDropped');
    await named(60);
    expect(lastOutcome()).toContain('"TaskReportsDropped":1');
    expect(lastOutcome()).toContain(sid);
  });
});
