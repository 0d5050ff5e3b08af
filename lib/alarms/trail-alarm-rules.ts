import { Duration } from 'aws-cdk-lib';
import { VERIFIER_METRICS } from '../../lambda/audit-verifier/verifier-log.ts';
import type { PlaybackFunction } from '../functions/playback-function.ts';
import { type AlarmRule, countOf, PERIOD } from './alarm-rule.ts';

const HOUR = Duration.hours(1);
const TWO_DAYS = Duration.days(2);

/** Returns the alarms for the scheduled verification of the audit trail. */
export const trailAlarmRules = (auditVerifier: PlaybackFunction): AlarmRule[] => [
  {
    id: 'TrailBroken',
    metric: countOf(VERIFIER_METRICS.findings),
    unit: 'findings',
    threshold: 1,
    meaning:
      'The audit trail, its archive or its digests were changed: somebody edited, deleted or inserted something.',
    runbook: 'trail-broken',
  },
  {
    id: 'TrailVerificationMissed',
    metric: countOf(VERIFIER_METRICS.completed).with({ period: HOUR }),
    unit: 'runs',
    threshold: 1,
    missedForMinutes: TWO_DAYS.toMinutes(),
    period: HOUR,
    meaning: 'The audit trail was not verified, so a change to it would not be noticed.',
    runbook: 'trail-verification-missed',
  },
  {
    id: 'TrailVerificationErrors',
    metric: auditVerifier.lambda.metricErrors({ period: PERIOD }),
    unit: 'invocations',
    threshold: 1,
    meaning: 'A part of the audit trail could not be verified; Lambda tries again, twice.',
    runbook: 'trail-verification-missed',
  },
  {
    id: 'TrailVerificationThrottles',
    metric: auditVerifier.lambda.metricThrottles({ period: PERIOD }),
    unit: 'invocations',
    threshold: 1,
    meaning:
      "The function's Lambda concurrency, its own or the account's, is used up; Lambda tries again for six hours.",
    runbook: 'function-throttles',
  },
];
