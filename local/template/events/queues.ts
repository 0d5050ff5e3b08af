import { z } from 'zod';
import type { TemplateReader } from '../template-reader.ts';

const notSupported = z.undefined('is not supported by the local stack').optional();

const QueueProperties = z.object({
  VisibilityTimeout: z.coerce.number().default(30),
  MessageRetentionPeriod: z.coerce.number().default(345_600),
  MaximumMessageSize: z.coerce.number().default(262_144),
  RedrivePolicy: z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.coerce.number() }).optional(),
  ReceiveMessageWaitTimeSeconds: z.coerce.number().default(0),
  DelaySeconds: notSupported,
  FifoQueue: notSupported,
  KmsMasterKeyId: notSupported,
});

/** An SQS queue of the template. */
export interface QueueDefinition {
  readonly logicalId: string;
  readonly queueName: string;
  readonly url: string;
  readonly arn: string;
  /** How long a received message stays invisible, if the receiver gives no time. */
  readonly visibilityTimeoutSeconds: number;
  readonly retentionSeconds: number;
  readonly maxMessageBytes: number;
  /** How long a receiver waits for a message if it gives no time. */
  readonly waitSeconds: number;
  /** Absent: messages stay in this queue until their retention ends. */
  readonly redrive?: { readonly deadLetterArn: string; readonly maxReceiveCount: number };
}

/** Reads all queues of the template. */
export const readQueues = (reader: TemplateReader): QueueDefinition[] =>
  reader.resources('AWS::SQS::Queue', QueueProperties).map(({ logicalId, ref, arn, properties }) => {
    const { RedrivePolicy: redrive } = properties;
    return {
      logicalId,
      queueName: arn.split(':').at(-1) ?? '',
      url: ref,
      arn,
      visibilityTimeoutSeconds: properties.VisibilityTimeout,
      retentionSeconds: properties.MessageRetentionPeriod,
      maxMessageBytes: properties.MaximumMessageSize,
      waitSeconds: properties.ReceiveMessageWaitTimeSeconds,
      ...(redrive && {
        redrive: { deadLetterArn: redrive.deadLetterTargetArn, maxReceiveCount: redrive.maxReceiveCount },
      }),
    };
  });
