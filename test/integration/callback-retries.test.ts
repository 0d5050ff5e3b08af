import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LocalStack, startLocalStack } from '../../local/stack.ts';
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

/** Has Twilio send a callback about this recording, which comes to one write, and tells how Twilio fared. */
const send = async (url: string, RecordingSid: string) => {
  const response = await fetch(`${stack.description.twilio}/__callbacks`, {
    method: 'POST',
    body: JSON.stringify({ url, fields: { RecordingSid } }),
  });
  return { status: response.status, body: await response.json() };
};

/** The function itself tries each write twice. */
const failWrites = (attempts: number) =>
  failAws(stack.description, { service: 'dynamodb', operation: 'UpdateItem', fault: 'throttle', count: 2 * attempts });

describe('a callback to the address that the stack puts out', () => {
  test('is believed: the fragment, which asks for repetitions, is neither sent nor signed', async () => {
    expect(callbackUrl).toMatch(/\/twilio\/recording-status#rc=5&rp=5xx,ct,rt$/);
    for (const url of [callbackUrl, callbackUrl.replace(/#.*/, '')]) {
      const sid = freshSid(url);
      expect(await send(url, sid)).toEqual({ status: 200, body: { status: 204 } });
      expect(await operator.catalogued(sid)).toMatchObject({ account_sid: stack.description.accountSid });
    }
  });

  test('is sent again when it could not be stored, until it is', async () => {
    await failWrites(3);
    const sid = freshSid('repeated');
    expect(await send(callbackUrl, sid)).toEqual({ status: 200, body: { status: 204, attempts: 4 } });
    await healAll(stack.description);
    expect(await operator.catalogued(sid)).toMatchObject({ account_sid: stack.description.accountSid });
    expect(logged.filter(line => line.includes('"CallbacksNotStored":1'))).toHaveLength(3);
  });

  test('is lost when it was answered 503 and Twilio was not asked to try again', async () => {
    await failWrites(1);
    const sid = freshSid('lost');
    expect(await send(callbackUrl.replace(/#.*/, ''), sid)).toEqual({ status: 200, body: { status: 503 } });
    await healAll(stack.description);
    expect(await operator.catalogued(sid)).toBeUndefined();
  });

  test.each(['#rc=6', '#rc=-1', '#rc=x', '#rp=503', '#rp=5xx,', '#rc=1.5'])(
    'is not sent when Twilio would not know what the fragment %s asks for',
    async fragment => {
      expect((await send(callbackUrl.replace(/#.*/, fragment), freshSid(fragment))).status).toBe(400);
    },
  );
});
