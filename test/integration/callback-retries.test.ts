import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LocalStack, startLocalStack } from '../../local/stack.ts';
import { callbacksProcessed } from '../support/call-events.ts';
import { type Operator, operatorOf } from '../support/operator.ts';
import { failAws, healAll } from '../support/playback-client.ts';
import { freshSid } from '../support/recording-sid.ts';

let stack: LocalStack;
let operator: Operator;
/** The output `RecordingStatusCallbackUrl`, at the local API's address. */
let callbackUrl: string;
const logged: string[] = [];

beforeAll(async () => {
  stack = await startLocalStack({ log: line => logged.push(line) });
  operator = operatorOf(stack);
  const { aws, twilioWebhooks = '' } = stack.description;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const cloudFormation = new CloudFormationClient({ endpoint: aws, region: 'us-east-1', credentials });
  const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({}));
  cloudFormation.destroy();
  const outputs = Stacks?.flatMap(({ Outputs = [] }) => Outputs);
  const deployed = outputs?.find(({ OutputKey }) => OutputKey === 'RecordingStatusCallbackUrl')?.OutputValue ?? '';
  callbackUrl = deployed.replace(new URL(deployed).origin, new URL(twilioWebhooks).origin);
});
afterAll(async () => {
  operator?.close();
  await stack?.close();
});

/** Makes the Twilio stub send a callback about this recording. The function sends one message for it. Returns what the stub reports. */
const send = async (url: string, RecordingSid: string) => {
  const response = await fetch(`${stack.description.twilio}/__callbacks`, {
    method: 'POST',
    body: JSON.stringify({ url, fields: { RecordingSid } }),
  });
  return { status: response.status, body: await response.json() };
};

/** The function itself tries each message twice. */
const failMessages = (attempts: number) =>
  failAws(stack.description, { service: 'sqs', operation: 'SendMessage', fault: 'throttle', count: 2 * attempts });
const catalogued = async (sid: string) => {
  await callbacksProcessed(stack.description);
  return operator.catalogued(sid);
};

describe('a callback to the URL in the stack’s outputs', () => {
  test('is accepted: its fragment, which configures retries, is neither sent nor signed', async () => {
    expect(callbackUrl).toMatch(/\/twilio\/recording-status#rc=5&rp=5xx,ct,rt$/);
    for (const url of [callbackUrl, callbackUrl.replace(/#.*/, '')]) {
      const sid = freshSid(url);
      expect(await send(url, sid)).toEqual({ status: 200, body: { status: 204 } });
      expect(await catalogued(sid)).toMatchObject({ account_sid: stack.description.accountSid });
    }
  });

  test('is repeated until it is queued', async () => {
    await failMessages(3);
    const sid = freshSid('repeated');
    expect(await send(callbackUrl, sid)).toEqual({ status: 200, body: { status: 204, attempts: 4 } });
    await healAll(stack.description);
    expect(await catalogued(sid)).toMatchObject({ account_sid: stack.description.accountSid });
    expect(logged.filter(line => line.includes('"CallbacksNotStored":1'))).toHaveLength(3);
  });

  test('is lost after a 503 when the URL has no fragment', async () => {
    await failMessages(1);
    const sid = freshSid('lost');
    expect(await send(callbackUrl.replace(/#.*/, ''), sid)).toEqual({ status: 200, body: { status: 503 } });
    await healAll(stack.description);
    expect(await catalogued(sid)).toBeUndefined();
  });

  test.each(['#rc=6', '#rc=-1', '#rc=x', '#rp=503', '#rp=5xx,', '#rc=1.5'])(
    'is not sent when the fragment is %s, which Twilio does not support',
    async fragment => {
      expect((await send(callbackUrl.replace(/#.*/, fragment), freshSid(fragment))).status).toBe(400);
    },
  );
});
