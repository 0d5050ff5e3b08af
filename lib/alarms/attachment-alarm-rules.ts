import { NOT_ATTACHED_METRIC } from '../../lambda/media-attacher/attacher-log.ts';
import type { MediaAttachments } from '../attachment/media-attachments.ts';
import { type AlarmRule, countOf, PERIOD } from './alarm-rule.ts';
import { queueAlarmRules } from './queue-alarm-rules.ts';

/** The alarm for the attachments of all accounts together. */
export const ATTACHMENT_ALARM_RULES: readonly AlarmRule[] = [
  {
    id: 'MediaNotAttached',
    metric: countOf(NOT_ATTACHED_METRIC),
    unit: 'recordings',
    threshold: 1,
    meaning: 'A recording could not be attached to its task; Flex Insights does not offer it.',
    runbook: 'media-not-attached',
  },
];

/** Returns the alarms for the attachment of one account's recordings. Without one, Flex Insights shows a call without its recording. */
export const attachmentAlarmRules = ({ attacher, queue }: MediaAttachments): AlarmRule[] => [
  {
    id: 'MediaAttacherErrors',
    metric: attacher.lambda.metricErrors({ period: PERIOD }),
    unit: 'invocations',
    threshold: 1,
    meaning: 'The media-attacher function crashed, timed out or could not start; its messages come back.',
    runbook: 'function-errors',
  },
  {
    id: 'MediaAttacherThrottles',
    metric: attacher.lambda.metricThrottles({ period: PERIOD }),
    unit: 'invocations',
    threshold: 1,
    meaning: "The function's Lambda concurrency, its own or the account's, is used up; messages wait in the queue.",
    runbook: 'function-throttles',
  },
  ...queueAlarmRules(queue, {
    name: 'MediaAttachments',
    consequence: 'Flex Insights does not offer these recordings.',
    runbooks: { delayed: 'media-attachments-delayed', deadLetters: 'media-not-attached' },
  }),
];
