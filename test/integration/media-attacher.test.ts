import { SQS } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { twilioClient } from '../../bin/flex/twilio-client.ts';
import { type LocalStack, startLocalStack } from '../../local/stack.ts';
import type { PlayedCall } from '../../local/twilio/call/call-order.ts';
import { readSecret } from '../support/read-secret.ts';
import { until } from '../support/until.ts';

const SECONDS = 4;

let stack: LocalStack;
let sqs: SQS;
let authToken: string;
beforeAll(async () => {
  stack = await startLocalStack({
    attachUrlProvider: true,
    playback: { throttle: { ratePerSecond: 1_000, burst: 1_000 } },
    // A failed message comes back soon.
    editTemplate: template => {
      template.Resources.MediaAttachments.Properties.VisibilityTimeout = SECONDS;
      const resources = Object.entries<{ Type: string; Properties: { Timeout?: number } }>(template.Resources);
      for (const [id, { Type, Properties }] of resources)
        if (Type === 'AWS::Lambda::Function' && id.startsWith('MediaAttacher')) Properties.Timeout = SECONDS;
    },
  });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  sqs = new SQS({ region: 'us-east-1', endpoint: stack.description.aws, credentials });
  authToken = (await readSecret(stack.description, 'twilio/flex')).authToken;
});
afterAll(async () => {
  sqs?.destroy();
  await stack?.close();
});
afterEach(() => fetch(`${stack.description.twilio}/__faults`, { method: 'DELETE' }));

const AGENT = `WK${'a'.repeat(32)}`;
const post = (path: string, body: object) =>
  fetch(stack.description.twilio + path, { method: 'POST', body: JSON.stringify(body) });
const playCall = async (more: object = {}): Promise<PlayedCall['call']> => {
  const { twilioWebhooks } = stack.description;
  const response = await post('/__calls', {
    taskEvents: `${twilioWebhooks}/task-events`,
    recordingStatus: `${twilioWebhooks}/recording-status`,
    agentWorkerSid: AGENT,
    ...more,
  });
  const { call, steps } = (await response.json()) as PlayedCall;
  expect(steps.map(({ status }) => status)).toEqual(steps.map(() => 204));
  return call;
};
interface Media {
  readonly media?: readonly { readonly url_provider?: string }[];
}
interface Attributes {
  readonly conversations?: Media;
  readonly reservation_attributes?: Readonly<Record<string, Media>>;
}
const attributesOf = async (taskSid: string): Promise<Attributes> => {
  const { accountSid, twilio } = stack.description;
  const { taskrouter } = twilioClient({ accountSid, user: accountSid, password: authToken }, twilio);
  const { attributes } = await taskrouter.v1
    .workspaces(`WS${'7'.repeat(32)}`)
    .tasks(taskSid)
    .fetch();
  return JSON.parse(attributes);
};
const mediaOf = async (taskSid: string) => (await attributesOf(taskSid)).conversations?.media ?? [];
const messagesLeft = async (QueueUrl: string | undefined): Promise<number> => {
  const { Attributes = {} } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['All'] });
  return (
    Number(Attributes['ApproximateNumberOfMessages']) + Number(Attributes['ApproximateNumberOfMessagesNotVisible'])
  );
};
/** Waits until every callback is in the catalog, and every attachment has ended. */
const settled = async (): Promise<void> => {
  const { queues } = stack.description;
  for (const queue of [queues?.callEvents, queues?.attachments])
    await until(
      () => messagesLeft(queue),
      count => count === 0,
    );
};

describe('a call whose recording the service attaches', () => {
  test.each<[string, object]>([
    ['as things happen', {}],
    ['in the opposite order', { order: [7, 6, 5, 4, 3, 2, 1, 0] }],
    ['with the recording first', { order: [4, 2, 1, 0, 3, 5, 6, 7] }],
    ["with a recording of the customer's call", { recorded: 'customer', channels: 2 }],
  ])('has exactly one right entry in its task after its callbacks arrived %s', async (_, more) => {
    const call = await playCall(more);
    await settled();
    const url = `${stack.description.urlProvider}?recording_sid=${call.recordingSid}`;
    expect(await mediaOf(call.taskSid)).toMatchObject([{ type: 'VoiceRecording', url_provider: url }]);
  });

  const OTHER_AGENT = `WK${'b'.repeat(32)}`;
  test.each<[string, object]>([
    ['as things happen', {}],
    ['in the opposite order', { order: [12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0] }],
    ['with the recordings first', { order: [2, 4, 6, 9, 12, 3, 1, 11, 0, 5, 7, 10, 8] }],
  ])("has each agent's recording in this agent's reservation after a transfer, %s", async (_, more) => {
    const call = await playCall({ recorded: 'agent', transferTo: OTHER_AGENT, ...more });
    await settled();
    const { transferredTo } = call;
    if (!transferredTo) throw new Error('the call was not transferred');
    const attributes = await attributesOf(call.taskSid);
    const entryOf = (sid: string) => ({
      media: [expect.objectContaining({ url_provider: `${stack.description.urlProvider}?recording_sid=${sid}` })],
    });
    expect(attributes.reservation_attributes).toEqual({
      [call.reservationSid]: entryOf(call.recordingSid),
      [transferredTo.reservationSid]: entryOf(transferredTo.recordingSid),
    });
    expect(attributes.conversations).toBeUndefined();
  });

  test('keeps the attributes that Flex and others wrote', async () => {
    const call = await playCall();
    await settled();
    expect(await attributesOf(call.taskSid)).toMatchObject({
      call_sid: call.customerCallSid,
      conference: { sid: call.conferenceSid },
      conversations: { media: [{ start_time: expect.any(Number) }] },
    });
  });

  test('is attached when Twilio works again after failing', async () => {
    await post('/__faults', { fault: '500', count: 2 });
    const call = await playCall();
    await settled();
    expect(await mediaOf(call.taskSid)).toHaveLength(1);
  });
});

test('a recording that cannot be attached is in the dead-letter queue with its reason', async () => {
  const QueueUrl = stack.description.queues?.attachmentsDeadLetters;
  const before = await messagesLeft(QueueUrl);
  const taskSid = `WT${'e'.repeat(32)}`;
  await post('/__tasks', { sid: taskSid, attributes: 'not json' });
  const message = {
    version: 1,
    taskSid,
    recordingSid: `RE${'e'.repeat(32)}`,
    recordingStartedAt: new Date().toISOString(),
  };
  await sqs.sendMessage({ QueueUrl: stack.description.queues?.attachments, MessageBody: JSON.stringify(message) });
  await until(
    () => messagesLeft(QueueUrl),
    count => count === before + 1,
  );
  const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 });
  expect(Messages.map(({ Body = '' }) => JSON.parse(Body))).toContainEqual({
    ...message,
    reason: 'attributes_not_json',
  });
});
