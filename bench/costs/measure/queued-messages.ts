import { SQS } from '@aws-sdk/client-sqs';
import { sqsEvent } from '../../../local/event-sources/sqs-event.ts';
import type { QueueDefinition } from '../../../local/template/events/queues.ts';

/** Receives messages from a queue as Lambda does. There must be no other receiver. */
export const messageTaker = (awsUrl: string, queue: QueueDefinition) => {
  const sqs = new SQS({
    region: 'us-east-1',
    endpoint: awsUrl,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  return {
    /** Returns the event for the function, with the messages of the queue. The queue must have at least one message. */
    take: async (): Promise<object> => {
      const { Messages = [] } = await sqs.receiveMessage({
        QueueUrl: queue.url,
        MaxNumberOfMessages: 10,
        MessageSystemAttributeNames: ['All'],
      });
      if (Messages.length === 0) throw new Error(`the queue ${queue.logicalId} is empty`);
      await sqs.deleteMessageBatch({
        QueueUrl: queue.url,
        Entries: Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
      });
      return sqsEvent(Messages, queue.arn);
    },
    close: () => sqs.destroy(),
  };
};
