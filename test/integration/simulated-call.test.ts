import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LocalStack, startLocalStack } from '../../local/stack.ts';
import type { PlayedCall } from '../../local/twilio/call/call-order.ts';
import { type Operator, operatorOf } from '../support/operator.ts';
import { until } from '../support/until.ts';

let stack: LocalStack;
let operator: Operator;
beforeAll(async () => {
  stack = await startLocalStack({ playback: { throttle: { ratePerSecond: 1_000, burst: 1_000 } } });
  operator = operatorOf(stack);
});
afterAll(async () => {
  operator?.close();
  await stack?.close();
});

const AGENT = `WK${'a'.repeat(32)}`;
const completed = (sid: string) =>
  until(
    () => operator.catalogued(sid),
    entry => entry?.['status'] === 'completed',
  );
const playCall = async (more: object = {}) => {
  const { twilio, twilioWebhooks } = stack.description;
  const response = await fetch(`${twilio}/__calls`, {
    method: 'POST',
    body: JSON.stringify({
      taskEvents: `${twilioWebhooks}/task-events`,
      recordingStatus: `${twilioWebhooks}/recording-status`,
      agentWorkerSid: AGENT,
      ...more,
    }),
  });
  return { status: response.status, body: (await response.json()) as PlayedCall };
};

describe('a call that the Twilio stub plays', () => {
  test('sends every callback signed, in the order of a call, and the recording reaches the catalog', async () => {
    const { body } = await playCall();
    expect(body.steps).toEqual(
      [
        'task.created',
        'reservation.accepted',
        'recording in-progress',
        'reservation.wrapup',
        'recording completed',
        'task.updated',
        'reservation.completed',
        'task.completed',
      ].map(name => ({ name, status: 204 })),
    );
    expect(await completed(body.call.recordingSid)).toMatchObject({ duration_seconds: 30, channels: 1 });
  });

  test('sends its callbacks in any other order, and the same facts reach the catalog', async () => {
    const { body } = await playCall({ order: [7, 4, 2, 6, 0, 5, 3, 1], channels: 2, recorded: 'agent' });
    expect(body.steps.map(({ status }) => status)).toEqual(Array(8).fill(204));
    expect(await completed(body.call.recordingSid)).toMatchObject({
      call_sid: body.call.agentCallSid,
      channels: 2,
    });
  });

  test.each([{ taskEvents: 7 }, { order: ['first'] }, { agentWorkerSid: undefined }])(
    'is refused with the description %j',
    async description => {
      expect((await playCall(description)).status).toBe(400);
    },
  );
});
