import { SQS } from '@aws-sdk/client-sqs';
import type { LocalStack } from '../../local/stack.ts';
import { until } from './until.ts';

type Description = LocalStack['description'];

/** Runs work with an SQS client of the local administrator. */
const withSqs = async <T>({ aws }: Description, work: (sqs: SQS) => Promise<T>): Promise<T> => {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const sqs = new SQS({ region: 'us-east-1', endpoint: aws, credentials });
  try {
    return await work(sqs);
  } finally {
    sqs.destroy();
  }
};

const countIn = async (sqs: SQS, QueueUrl: string | undefined): Promise<number> => {
  const { Attributes = {} } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['All'] });
  return (
    Number(Attributes['ApproximateNumberOfMessages']) + Number(Attributes['ApproximateNumberOfMessagesNotVisible'])
  );
};

/** Waits until no accepted callback is left in the queue: each is in the catalog, or in the dead-letter queue. */
export const callbacksProcessed = (description: Description): Promise<number> =>
  withSqs(description, sqs =>
    until(
      () => countIn(sqs, description.queues?.callEvents),
      count => count === 0,
    ),
  );

/** Waits until the dead-letter queue has this number of messages. */
export const deadLetters = (description: Description, expected: number): Promise<number> =>
  withSqs(description, sqs =>
    until(
      () => countIn(sqs, description.queues?.callEventsDeadLetters),
      count => count === expected,
    ),
  );

/** Sends a text to the queue, as somebody else might. */
export const sendToCallEvents = (description: Description, MessageBody: string): Promise<string | undefined> =>
  withSqs(
    description,
    async sqs => (await sqs.sendMessage({ QueueUrl: description.queues?.callEvents, MessageBody })).MessageId,
  );

/** Moves all messages of the dead-letter queue back, as the runbook says. */
export const redrive = (description: Description): Promise<unknown> =>
  withSqs(description, async sqs => {
    const QueueUrl = description.queues?.callEventsDeadLetters;
    const { Attributes } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['QueueArn'] });
    return sqs.startMessageMoveTask({ SourceArn: Attributes?.['QueueArn'] });
  });

/** Shortens the timeouts of the queue and its function, so that a failed message comes back soon. */
// biome-ignore lint/suspicious/noExplicitAny: the template's resources have many shapes
export const hastenCallEvents = (template: any): void => {
  template.Resources.CallEvents.Properties.VisibilityTimeout = 2;
  template.Resources.CallEvents.Properties.RedrivePolicy.maxReceiveCount = 3;
  for (const [id, resource] of Object.entries<{ Type: string; Properties: { Timeout?: number } }>(template.Resources)) {
    const isWriter = resource.Type === 'AWS::Lambda::Function' && id.startsWith('CatalogWriter');
    if (isWriter) resource.Properties.Timeout = 2;
  }
};
