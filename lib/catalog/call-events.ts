import { CfnOutput } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { AccountConfig } from '../config/accounts/twilio-accounts.ts';
import { WorkQueue } from '../queues/work-queue.ts';
import { CatalogWriter } from './catalog-writer.ts';
import type { RecordingsTable } from './recordings-table.ts';
import { TwilioEvents } from './twilio-events.ts';
import type { TwilioSecret } from './twilio-secret.ts';

/** A batch has at most ten messages. The table accepts many more writes than ten simultaneous batches make. */
const MAX_CONCURRENCY = 10;
/** With a visibility timeout of 90 seconds, the attempts for a message take a quarter of an hour. */
const MAX_RECEIVE_COUNT = 10;

/** The properties of `CallEvents`. */
export interface CallEventsProps {
  readonly config: AccountConfig;
  readonly secret: TwilioSecret;
  readonly catalog: RecordingsTable;
}

/**
 * Connects Twilio's callbacks to the catalog. twilio-events acknowledges a callback when its facts are in the queue
 * `CallEvents`; catalog-writer writes them. twilio-events has no access to the catalog, and catalog-writer has no access to
 * the secret.
 */
export class CallEvents extends Construct {
  readonly twilioEvents: TwilioEvents;
  readonly catalogWriter: CatalogWriter;
  readonly queue: WorkQueue;

  constructor(scope: Construct, id: string, { config, secret, catalog }: CallEventsProps) {
    super(scope, id);
    // In the stack's own scope, so that their logical ids do not depend on this construct.
    this.twilioEvents = new TwilioEvents(scope, 'TwilioEvents', config);
    this.catalogWriter = new CatalogWriter(scope, 'CatalogWriter', config);
    this.queue = new WorkQueue(scope, 'CallEvents', {
      consumer: this.catalogWriter,
      urlVariable: 'CALL_EVENTS_QUEUE_URL',
      maxConcurrency: MAX_CONCURRENCY,
      maxReceiveCount: MAX_RECEIVE_COUNT,
    });
    secret.grantRead(this.twilioEvents);
    this.queue.grantSend(this.twilioEvents);
    catalog.grantAddCallbackFacts(this.catalogWriter);
    const { queue, deadLetterQueue } = this.queue;
    new CfnOutput(scope, 'CallEventsQueueUrl', {
      value: queue.queueUrl,
      description: 'Queue of callbacks that wait to be written to the catalog',
    });
    new CfnOutput(scope, 'CallEventsDeadLetterQueueUrl', {
      value: deadLetterQueue.queueUrl,
      description: 'Queue of callbacks that could not be written',
    });
    new CfnOutput(scope, 'CallEventsDeadLetterQueueArn', {
      value: deadLetterQueue.queueArn,
      description: 'Source of the message move that retries these callbacks',
    });
  }
}
