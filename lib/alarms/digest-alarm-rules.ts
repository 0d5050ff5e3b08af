import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { DIGEST_METRICS } from '../../lambda/audit-digest/digest-log.ts';
import type { PlaybackFunction } from '../functions/playback-function.ts';
import { type AlarmRule, countOf, PERIOD } from './alarm-rule.ts';

/** Returns a metric that the digest writer emits. */
const digestCount = (name: string): Metric => countOf({ namespace: DIGEST_METRICS.namespace, name });

/** Returns the alarms for the audit trail's digests. These alarms are the only notification of a failure. */
export const digestAlarmRules = (digest: PlaybackFunction): AlarmRule[] => [
  {
    id: 'DigestErrors',
    metric: digest.lambda.metricErrors({ period: PERIOD }),
    unit: 'invocations',
    threshold: 1,
    meaning: 'A window of the audit trail could not be closed; the next run tries again.',
    runbook: 'digest-failed',
  },
  {
    id: 'DigestThrottles',
    metric: digest.lambda.metricThrottles({ period: PERIOD }),
    unit: 'invocations',
    threshold: 1,
    meaning:
      "The function's Lambda concurrency, its own or the account's, is used up; the next run closes the windows.",
    runbook: 'function-throttles',
  },
  {
    id: 'DigestMissed',
    metric: digestCount(DIGEST_METRICS.closed),
    unit: 'windows',
    threshold: 1,
    missedForMinutes: 45,
    meaning: 'No digests are being written, so changes to the newest audit events could not be detected.',
    runbook: 'digest-missed',
  },
  {
    id: 'DigestLateEvents',
    metric: digestCount(DIGEST_METRICS.late),
    unit: 'events',
    threshold: 1,
    meaning: 'Events reached the audit table after their window was closed: delayed, or inserted by someone.',
    runbook: 'late-events',
  },
];
