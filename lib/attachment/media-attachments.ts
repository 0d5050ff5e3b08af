import { CfnOutput } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { RecordingsTable } from '../catalog/recordings-table.ts';
import { TwilioSecret } from '../catalog/twilio-secret.ts';
import type { AttachUrlProvider } from '../config/accounts/attach-url-provider.ts';
import type { AccountConfig } from '../config/accounts/twilio-accounts.ts';
import type { PlaybackFunction } from '../functions/playback-function.ts';
import { WorkQueue } from '../queues/work-queue.ts';
import { MediaAttacher } from './media-attacher.ts';

/** Twilio limits the requests of an account. */
const MAX_CONCURRENCY = 5;
/** With a visibility timeout of 84 seconds, an attachment is tried for more than two hours while its task is open. */
const MAX_RECEIVE_COUNT = 100;

/** The properties of `MediaAttachments`. */
export interface MediaAttachmentsProps {
  readonly config: AccountConfig;
  readonly attach: AttachUrlProvider;
  /** The address that tasks get, without a query. */
  readonly urlProviderUrl: string;
  /** Finds out which recording belongs to which task. */
  readonly catalogWriter: PlaybackFunction;
  readonly catalog: RecordingsTable;
}

/**
 * The way from the catalog to the task: catalog-writer puts each recording and its task into the queue `MediaAttachments`,
 * and media-attacher writes the task's attributes at Twilio. The attacher has a Twilio key of its own, and access to neither
 * bucket, catalog nor audit trail.
 */
export class MediaAttachments extends Construct {
  readonly attacher: MediaAttacher;
  readonly queue: WorkQueue;

  constructor(scope: Construct, id: string, props: MediaAttachmentsProps) {
    super(scope, id);
    const { config, attach, urlProviderUrl, catalogWriter, catalog } = props;
    // In the stack's own scope, so that their logical ids do not depend on this construct.
    this.attacher = new MediaAttacher(scope, 'MediaAttacher', config);
    this.queue = new WorkQueue(scope, 'MediaAttachments', {
      consumer: this.attacher,
      urlVariable: 'MEDIA_ATTACHMENTS_QUEUE_URL',
      maxConcurrency: MAX_CONCURRENCY,
      maxReceiveCount: MAX_RECEIVE_COUNT,
    });
    this.queue.grantSend(catalogWriter);
    // It writes by updates only; what a message completes, it has to read.
    catalog.grantLookUp(catalogWriter);
    const { queue, deadLetterQueue } = this.queue;
    this.attacher.allow({
      actions: ['sqs:SendMessage'],
      resources: [deadLetterQueue.queueArn],
      environment: { DEAD_LETTER_QUEUE_URL: deadLetterQueue.queueUrl },
    });
    this.attacher.configure({
      ACCOUNT_SID: config.accountSid,
      WORKSPACE_SID: attach.workspaceSid,
      TASKROUTER_BASE_URL: attach.taskRouterBaseUrl,
      URL_PROVIDER_URL: urlProviderUrl,
      // The last delivery writes the reason into the dead-letter queue; SQS itself would move the message without one.
      MAX_RECEIVE_COUNT: String(MAX_RECEIVE_COUNT),
    });
    new TwilioSecret(scope, 'MediaAttacherSecret', attach.secretName).grantRead(this.attacher);
    new CfnOutput(scope, 'MediaAttachmentsQueueUrl', {
      value: queue.queueUrl,
      description: 'Recordings on their way to their tasks',
    });
    new CfnOutput(scope, 'MediaAttachmentsDeadLetterQueueUrl', {
      value: deadLetterQueue.queueUrl,
      description: 'Recordings that could not be attached',
    });
    new CfnOutput(scope, 'MediaAttachmentsDeadLetterQueueArn', {
      value: deadLetterQueue.queueArn,
      description: 'To move these recordings back',
    });
  }
}
