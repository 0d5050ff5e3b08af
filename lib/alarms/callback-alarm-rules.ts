import { DROPPED_METRIC, UNREADABLE_METRIC } from '../../lambda/catalog-writer/writer-log.ts';
import { NOT_STORED_METRIC } from '../../lambda/twilio-events/callback-log.ts';
import type { CallEvents } from '../catalog/call-events.ts';
import { type AlarmRule, countOf, failures, PERIOD } from './alarm-rule.ts';
import { queueAlarmRules } from './queue-alarm-rules.ts';

/** The alarms for the callbacks of all accounts together. Listeners notice such a failure later, when a fact is missing. */
export const CALLBACK_ALARM_RULES: readonly AlarmRule[] = [
  {
    id: 'CallbacksRefused',
    metric: failures('callback_refused'),
    unit: 'callbacks',
    threshold: 3,
    meaning:
      'Callbacks without a valid signature: the auth token in the secret is out of date, or someone sends forged callbacks.',
    runbook: 'callbacks-refused',
  },
  {
    id: 'CallbacksMalformed',
    metric: failures('callback_malformed'),
    unit: 'callbacks',
    threshold: 3,
    meaning: 'Callbacks with a valid signature cannot be read; facts are missing in the catalog.',
    runbook: 'callbacks-malformed',
  },
  {
    id: 'CallbacksNotStored',
    metric: countOf(NOT_STORED_METRIC),
    unit: 'callbacks',
    threshold: 1,
    meaning: 'Callbacks were answered 5xx. Twilio tries again for 15 seconds; then their facts are lost.',
    runbook: 'callbacks-not-stored',
  },
  {
    id: 'EncryptionDetailsUnreadable',
    metric: countOf(UNREADABLE_METRIC),
    unit: 'recordings',
    threshold: 1,
    meaning:
      'Twilio sent encryption details that cannot be read; the recording cannot be played until an operator corrects them.',
    runbook: 'encryption-details-unreadable',
  },
  {
    id: 'TaskReportsDropped',
    metric: countOf(DROPPED_METRIC),
    unit: 'events',
    threshold: 1,
    meaning:
      'Too many tasks name one recording: its catalog item has no room for more reports, so its agent may be wrong.',
    runbook: 'task-reports-dropped',
  },
];

/** Returns the alarms for the functions and the queue of one account's callbacks. */
export const callbackAlarmRules = ({ twilioEvents, catalogWriter, queue }: CallEvents): AlarmRule[] => [
  {
    id: 'TwilioEventsErrors',
    metric: twilioEvents.lambda.metricErrors({ period: PERIOD }),
    unit: 'invocations',
    threshold: 1,
    meaning: 'The twilio-events function crashed, timed out or could not start.',
    runbook: 'function-errors',
  },
  {
    id: 'TwilioEventsThrottles',
    metric: twilioEvents.lambda.metricThrottles({ period: PERIOD }),
    unit: 'invocations',
    threshold: 1,
    meaning:
      "The function's Lambda concurrency, its own or the account's, is used up; callbacks are lost unless Twilio repeats them.",
    runbook: 'function-throttles',
  },
  {
    id: 'CatalogWriterErrors',
    metric: catalogWriter.lambda.metricErrors({ period: PERIOD }),
    unit: 'invocations',
    threshold: 1,
    meaning:
      'The catalog-writer function crashed, timed out or could not start; the queue delivers its messages again.',
    runbook: 'function-errors',
  },
  {
    id: 'CatalogWriterThrottles',
    metric: catalogWriter.lambda.metricThrottles({ period: PERIOD }),
    unit: 'invocations',
    threshold: 1,
    meaning: "The function's Lambda concurrency, its own or the account's, is used up; messages wait in the queue.",
    runbook: 'function-throttles',
  },
  ...queueAlarmRules(queue, {
    name: 'CallEvents',
    consequence: 'facts from callbacks are missing in the catalog.',
    runbooks: { delayed: 'call-events-delayed', deadLetters: 'call-events-dead-letters' },
  }),
];
