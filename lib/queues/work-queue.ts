import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { type CfnQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { accountLogicalId } from '../accounts/account-scope.ts';
import type { PlaybackFunction } from '../functions/playback-function.ts';

/** The maximum of SQS. A message keeps its age when it moves to the dead-letter queue. */
const RETENTION = Duration.days(14);
/** AWS recommends at least six times the function's timeout, so that a throttled batch is not delivered a second time. */
const VISIBILITY_FACTOR = 6;
const MAX_MESSAGE_BYTES = 256 * 1_024;
const BATCH_SIZE = 10;
/** Lambda's own minimum. */
const MIN_CONCURRENCY = 2;

/** The properties of a queue. */
export interface WorkQueueProps {
  /** The function that processes the messages. */
  readonly consumer: PlaybackFunction;
  /** The environment variable with the queue's URL for senders, such as `CALL_EVENTS_QUEUE_URL`. */
  readonly urlVariable: string;
  /** Maximum number of batches that the consumer processes at the same time. */
  readonly maxConcurrency: number;
  /** Number of deliveries after which a message moves to the dead-letter queue. */
  readonly maxReceiveCount: number;
}

/**
 * A queue between a function that accepts work and one that does it, with a dead-letter queue for messages that fail. The
 * consumer reports which messages failed; only these are delivered again. Both queues are encrypted and accept only TLS.
 * `cdk destroy` does not delete them. `queueAlarmRules` returns their alarms.
 */
export class WorkQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetterQueue: Queue;
  private readonly urlVariable: string;

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id);
    const { consumer, urlVariable, maxConcurrency, maxReceiveCount } = props;
    this.urlVariable = urlVariable;
    const settings = {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: RETENTION,
      maxMessageSizeBytes: MAX_MESSAGE_BYTES,
      removalPolicy: RemovalPolicy.RETAIN,
    };
    this.deadLetterQueue = new Queue(this, 'DeadLetterQueue', settings);
    this.queue = new Queue(this, 'Queue', {
      ...settings,
      visibilityTimeout: Duration.seconds(consumer.timeout.toSeconds() * VISIBILITY_FACTOR),
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount },
    });
    // A changed logical id would make CloudFormation start a second, empty queue.
    (this.queue.node.defaultChild as CfnQueue).overrideLogicalId(accountLogicalId(this, id));
    (this.deadLetterQueue.node.defaultChild as CfnQueue).overrideLogicalId(accountLogicalId(this, `${id}DeadLetters`));
    // Lambda receives and deletes messages with the consumer's role. It needs no other permission.
    consumer.allow({
      actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
      resources: [this.queue.queueArn],
    });
    const concurrency = consumer.reserved > 0 ? Math.min(maxConcurrency, consumer.reserved) : maxConcurrency;
    consumer.lambda.addEventSourceMapping(`${id}Mapping`, {
      eventSourceArn: this.queue.queueArn,
      batchSize: BATCH_SIZE,
      maxConcurrency: Math.max(MIN_CONCURRENCY, concurrency),
      reportBatchItemFailures: true,
    });
  }

  /** Lets the function send messages, and nothing else. Sets the variable with the queue's URL. */
  grantSend(fn: PlaybackFunction): void {
    fn.allow({
      actions: ['sqs:SendMessage'],
      resources: [this.queue.queueArn],
      environment: { [this.urlVariable]: this.queue.queueUrl },
    });
  }
}
