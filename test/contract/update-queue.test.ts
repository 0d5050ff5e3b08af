import { SQS } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { signedSqs } from '../../lambda/adapters/sqs/signed-sqs.ts';
import { sqsUpdateQueue } from '../../lambda/adapters/sqs/sqs-update-queue.ts';
import { updatesFromMessage } from '../../lambda/adapters/sqs/update-message.ts';
import { type CatalogUpdate, recordingsOf } from '../../lambda/domain/catalog/catalog-update.ts';
import type { RecordingSid } from '../../lambda/domain/shared/recording-sid.ts';
import { type AwsEndpoint, startAwsEndpoint } from '../../local/aws/endpoint/endpoint.ts';
import { connectionTo } from '../support/aws-connection.ts';
import { readSmall } from '../support/small-template.ts';

const { queues } = readSmall({ Events: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'events' } } });
const queueUrl = queues[0]?.url ?? '';

let endpoint: AwsEndpoint;
let sqs: SQS;
beforeEach(async () => {
  endpoint = await startAwsEndpoint({ tables: [], roles: [], buckets: [], queues });
  sqs = new SQS({ endpoint: endpoint.url, region: 'us-east-1', credentials: endpoint.admin, maxAttempts: 1 });
});
afterEach(async () => {
  sqs.destroy();
  await endpoint.close();
});

const IMPLEMENTATIONS = {
  'signed requests': (url = queueUrl) =>
    sqsUpdateQueue({ client: signedSqs(connectionTo(endpoint.url, endpoint.admin, 300)), queueUrl: url }),
  'the SDK’s client': (url = queueUrl) => sqsUpdateQueue({ client: sqs, queueUrl: url }),
};
const sid = (digit: string) => `RE${digit.repeat(32)}` as RecordingSid;
const long = (digit: string): CatalogUpdate => ({ recordingSid: sid(digit), encryptionRaw: 'x'.repeat(150_000) });
const received = async () => {
  const { Messages = [] } = await sqs.receiveMessage({ QueueUrl: queueUrl, MaxNumberOfMessages: 10 });
  return Messages.map(({ Body = '' }) => updatesFromMessage(Body));
};
const fault = (name: string, count: number) =>
  fetch(`${endpoint.url}/__faults`, {
    method: 'POST',
    body: JSON.stringify({ service: 'sqs', operation: 'SendMessage', fault: name, count }),
  });

describe.each(Object.entries(IMPLEMENTATIONS))('the update queue by %s', (_, queue) => {
  test('keeps the updates of one call in one message', async () => {
    const updates = [{ recordingSid: sid('1') }, { recordingSid: sid('2') }];
    expect(await queue().add(updates)).toEqual({ ok: true });
    expect(await received()).toEqual([updates]);
  });

  test('sends nothing for no updates', async () => {
    expect(await queue().add([])).toEqual({ ok: true });
    expect(await received()).toEqual([]);
  });

  test('divides updates that are too long for one message', async () => {
    expect(await queue().add([long('1'), long('2'), long('3')])).toEqual({ ok: true });
    expect(
      (await received())
        .flat()
        .flatMap(update => (update ? recordingsOf(update) : []))
        .sort(),
    ).toEqual(['1', '2', '3'].map(sid));
  });

  test('refuses an update that no message can hold', async () => {
    const update = { recordingSid: sid('1'), encryptionRaw: 'x'.repeat(262_144) };
    expect(await queue().add([update])).toMatchObject({
      error: { code: 'callback_malformed', reason: 'facts_too_long' },
    });
  });

  test.each([
    ['throttle', 'queue_throttled'],
    ['error', 'queue_failed'],
    ['reset', 'queue_unreachable'],
  ])('is unavailable after %s', async (kind, reason) => {
    await fault(kind, 2);
    expect(await queue().add([{ recordingSid: sid('1') }])).toMatchObject({ error: { code: 'unavailable', reason } });
  });

  test('reports a queue that does not exist as an internal error', async () => {
    expect(await queue(`${queueUrl}s`).add([{ recordingSid: sid('1') }])).toMatchObject({
      error: { code: 'internal_error' },
    });
  });
});
