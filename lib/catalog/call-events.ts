import { CfnOutput } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { PlaybackConfig } from '../config/playback-config.ts';
import { WorkQueue } from '../queues/work-queue.ts';
import { CatalogWriter } from './catalog-writer.ts';
import type { RecordingsTable } from './recordings-table.ts';
import { TwilioEvents } from './twilio-events.ts';
import type { TwilioSecret } from './twilio-secret.ts';

/** A batch is at most ten messages. The table takes many more writes than ten batches at the same time cause. */
const MAX_CONCURRENCY = 10;
/** With a visibility timeout of 90 seconds, a message is tried for a quarter of an hour. */
const MAX_RECEIVE_COUNT = 10;

/** The properties of `CallEvents`. */
export interface CallEventsProps {
  readonly config: PlaybackConfig;
  readonly secret: TwilioSecret;
  readonly catalog: RecordingsTable;
}

/**
 * The way from Twilio's callbacks to the catalog: twilio-events accepts a callback when its facts are in the queue
 * `CallEvents`, and catalog-writer writes them. twilio-events has no access to the catalog, and catalog-writer none to the
 * secret.
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
      description: 'Callbacks on their way to the catalog',
    });
    new CfnOutput(scope, 'CallEventsDeadLetterQueueUrl', {
      value: deadLetterQueue.queueUrl,
      description: 'Callbacks that could not be written',
    });
    new CfnOutput(scope, 'CallEventsDeadLetterQueueArn', {
      value: deadLetterQueue.queueArn,
      description: 'To move these callbacks back',
    });
  }
}
