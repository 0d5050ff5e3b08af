import { ACCESS_LOG_METRICS } from '../../lambda/access-log-reader/reader-log.ts';
import type { PlaybackFunction } from '../functions/playback-function.ts';
import { type AlarmRule, countOf, PERIOD } from './alarm-rule.ts';

/** Returns the alarms for the function that reads S3's access log. These alarms are the only notification of a failure. */
export const accessLogAlarmRules = (reader: PlaybackFunction): AlarmRule[] => [
  {
    id: 'AccessLogErrors',
    metric: reader.lambda.metricErrors({ period: PERIOD }),
    unit: 'invocations',
    threshold: 1,
    meaning:
      "An object of S3's access log was not taken in; Lambda tries twice more, then its fetches stay unrecorded.",
    runbook: 'access-log-failed',
  },
  {
    id: 'AccessLogThrottles',
    metric: reader.lambda.metricThrottles({ period: PERIOD }),
    unit: 'invocations',
    threshold: 1,
    meaning: "The function's Lambda concurrency, its own or the account's, is used up; fetches are recorded later.",
    runbook: 'function-throttles',
  },
  {
    id: 'ForgedAuditIds',
    metric: countOf(ACCESS_LOG_METRICS.forged),
    unit: 'fetches',
    threshold: 1,
    meaning:
      'Somebody fetched a recording with an audit id that proves no link: with own access, or the trail lacks it.',
    runbook: 'forged-audit-ids',
  },
  {
    id: 'UnreadableLogLines',
    metric: countOf(ACCESS_LOG_METRICS.unreadable),
    unit: 'lines',
    threshold: 3,
    meaning:
      "Lines in the bucket of S3's access log are none of its format; fetches may be missing in the audit trail.",
    runbook: 'unreadable-log-lines',
  },
];
