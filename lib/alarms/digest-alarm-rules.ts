import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { DIGEST_METRICS } from '../../lambda/audit-digest/digest-log.ts';
import type { PlaybackFunction } from '../functions/playback-function.ts';
import { type AlarmRule, PERIOD } from './alarm-rule.ts';

/** Returns a metric that the digest writer emits. */
const digestCount = (metricName: string): Metric =>
  new Metric({ namespace: DIGEST_METRICS.namespace, metricName, statistic: 'Sum', period: PERIOD });

/** Returns the alarms for the audit trail's digests. These alarms are the only notification of a failure. */
export const digestAlarmRules = (digest: PlaybackFunction): AlarmRule[] => [
  {
    id: 'DigestErrors',
    metric: digest.lambda.metricErrors({ period: PERIOD }),
    unit: 'invocations',
    threshold: 1,
    meaning: 'A window of the audit trail could not be digested; the next run tries again.',
    runbook: 'digest-failed',
  },
  {
    id: 'DigestThrottles',
    metric: digest.lambda.metricThrottles({ period: PERIOD }),
    unit: 'invocations',
    threshold: 1,
    meaning:
      "The function's Lambda concurrency, its own or the account's, is used up; the next run digests what this one left.",
    runbook: 'function-throttles',
  },
  {
    id: 'DigestMissed',
    metric: digestCount(DIGEST_METRICS.closed),
    unit: 'windows',
    threshold: 1,
    missedForMinutes: 45,
    meaning: 'The audit trail is not being digested, so that nothing proves its newest events.',
    runbook: 'digest-missed',
  },
  {
    id: 'DigestLateEvents',
    metric: digestCount(DIGEST_METRICS.late),
    unit: 'events',
    threshold: 1,
    meaning: 'Events reached the audit table after their window was digested: late, or inserted.',
    runbook: 'late-events',
  },
];
