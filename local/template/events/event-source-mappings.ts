import { z } from 'zod';
import type { FunctionDefinition } from '../functions.ts';
import { TemplateError } from '../template-error.ts';
import type { TemplateReader } from '../template-reader.ts';
import type { QueueDefinition } from './queues.ts';

/** Strict: a setting that the local stack does not support must not be ignored. */
const MappingProperties = z.strictObject({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  BatchSize: z.coerce.number().int().min(1).max(10, 'more than 10 is not supported by the local stack').default(10),
  Enabled: z.boolean().default(true),
  FunctionResponseTypes: z.array(z.enum(['ReportBatchItemFailures'])).default([]),
  MaximumBatchingWindowInSeconds: z.literal(0, 'is not supported by the local stack').optional(),
  ScalingConfig: z.object({ MaximumConcurrency: z.coerce.number().int().min(2).max(1_000) }).optional(),
  Tags: z.unknown().optional(),
});

/** A queue whose messages Lambda delivers to a function. */
export interface EventSourceMappingDefinition {
  readonly queue: QueueDefinition;
  readonly fn: FunctionDefinition;
  readonly batchSize: number;
  /** True if the function's answer lists the messages that failed. Otherwise the whole batch succeeds or fails. */
  readonly reportsFailedItems: boolean;
  /** Maximum number of batches that the function processes at the same time. Absent: only Lambda's own limit applies. */
  readonly maxConcurrency?: number;
}

/**
 * Reads the enabled event source mappings of the template. Like Lambda, refuses a function whose timeout is longer than the
 * visibility timeout of its queue. Throws `TemplateError`.
 */
export const readEventSourceMappings = (
  reader: TemplateReader,
  {
    queues,
    functions,
  }: { readonly queues: readonly QueueDefinition[]; readonly functions: readonly FunctionDefinition[] },
): EventSourceMappingDefinition[] =>
  reader.resources('AWS::Lambda::EventSourceMapping', MappingProperties).flatMap(({ where, properties }) => {
    if (!properties.Enabled) return [];
    const queue = queues.find(({ arn }) => arn === properties.EventSourceArn);
    if (!queue)
      throw new TemplateError(where, `the event source must be a queue of the template: ${properties.EventSourceArn}`);
    const fn = functions.find(({ functionName, arn }) => [functionName, arn].includes(properties.FunctionName));
    if (!fn) throw new TemplateError(where, `the template has no function ${properties.FunctionName}`);
    if (fn.timeoutSeconds > queue.visibilityTimeoutSeconds) {
      throw new TemplateError(where, 'the visibility timeout of the queue is less than the timeout of the function');
    }
    return [
      {
        queue,
        fn,
        batchSize: properties.BatchSize,
        reportsFailedItems: properties.FunctionResponseTypes.length > 0,
        ...(properties.ScalingConfig && { maxConcurrency: properties.ScalingConfig.MaximumConcurrency }),
      },
    ];
  });
