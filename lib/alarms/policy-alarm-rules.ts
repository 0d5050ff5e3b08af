import type { PlaybackFunction } from '../functions/playback-function.ts';
import { type AlarmRule, PERIOD } from './alarm-rule.ts';

/** Returns the alarms for the record of deployed policies. */
export const policyAlarmRules = (policyRecorder: PlaybackFunction): AlarmRule[] => [
  {
    id: 'PolicyRecorderErrors',
    metric: policyRecorder.lambda.metricErrors({ period: PERIOD }),
    unit: 'invocations',
    threshold: 1,
    meaning: 'A deployment waits for the record of its policies, and fails after 3 minutes.',
    runbook: 'policies-not-recorded',
  },
  {
    id: 'PolicyRecorderThrottles',
    metric: policyRecorder.lambda.metricThrottles({ period: PERIOD }),
    unit: 'invocations',
    threshold: 1,
    meaning:
      "The function's Lambda concurrency, its own or the account's, is used up; a deployment waits for it, and fails after 3 minutes.",
    runbook: 'function-throttles',
  },
];
