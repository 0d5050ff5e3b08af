import { STACK_DIMENSION } from './stack-lines.ts';

/** The CloudWatch namespace of all metrics that the functions emit. */
export const METRIC_NAMESPACE = 'FlexSecurePlayback';

/**
 * Returns the members that make a log line count as one in CloudWatch metrics (embedded metric format). The value of a
 * dimension is the line's member of that name. `stackLines` adds the member that names the stack.
 */
export const countMetric = (
  at: Date,
  ...metrics: readonly { readonly namespace: string; readonly name: string; readonly dimension?: string }[]
) => ({
  ...Object.fromEntries(metrics.map(({ name }) => [name, 1])),
  _aws: {
    Timestamp: at.getTime(),
    CloudWatchMetrics: metrics.map(({ namespace, name, dimension }) => ({
      Namespace: namespace,
      Dimensions: [[STACK_DIMENSION, ...(dimension === undefined ? [] : [dimension])]],
      Metrics: [{ Name: name, Unit: 'Count' }],
    })),
  },
});

/** Returns the members that make a log line count its values in CloudWatch metrics (embedded metric format), without a dimension except the stack. */
export const valueMetrics = (at: Date, values: Readonly<Record<string, number>>) => ({
  ...values,
  _aws: {
    Timestamp: at.getTime(),
    CloudWatchMetrics: [
      {
        Namespace: METRIC_NAMESPACE,
        Dimensions: [[STACK_DIMENSION]],
        Metrics: Object.keys(values).map(Name => ({ Name, Unit: 'Count' })),
      },
    ],
  },
});
