import type { WorkQueue } from '../queues/work-queue.ts';
import { type AlarmRule, PERIOD } from './alarm-rule.ts';

/** The oldest message of a queue that works is seconds old. */
const OLD_MESSAGE_SECONDS = 600;

/** What the alarms of one queue say. */
export interface QueueAlarmText {
  /** Beginning of the alarms' ids, such as `CallEvents`. */
  readonly name: string;
  /** What is missing while a message waits in the queue, or stays in the dead-letter queue. */
  readonly consequence: string;
  readonly runbooks: { readonly delayed: string; readonly deadLetters: string };
}

/** Returns the alarms for a queue: its oldest message is too old, or its dead-letter queue is not empty. */
export const queueAlarmRules = (
  { queue, deadLetterQueue }: WorkQueue,
  { name, consequence, runbooks }: QueueAlarmText,
): AlarmRule[] => [
  {
    id: `${name}Delayed`,
    metric: queue.metricApproximateAgeOfOldestMessage({ period: PERIOD, statistic: 'Maximum' }),
    unit: 'seconds of age',
    threshold: OLD_MESSAGE_SECONDS,
    meaning: `A message has not been processed for minutes; ${consequence}`,
    runbook: runbooks.delayed,
  },
  {
    id: `${name}DeadLetters`,
    metric: deadLetterQueue.metricApproximateNumberOfMessagesVisible({ period: PERIOD, statistic: 'Maximum' }),
    unit: 'messages',
    threshold: 1,
    meaning: `A message could not be processed and needs an operator within 14 days; ${consequence}`,
    runbook: runbooks.deadLetters,
  },
];
