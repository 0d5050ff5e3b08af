import { ACCESS_LOG_METRICS } from '../../lambda/access-log-reader/reader-log.ts';
import type { PlaybackFunction } from '../functions/playback-function.ts';
import { type AlarmRule, countOf, PERIOD } from './alarm-rule.ts';

/** What the log's lines can be that somebody must look at. */
const LINE_RULES: readonly AlarmRule[] = [
  {
    id: 'ForgedAuditIds',
    runbook: 'forged-audit-ids',
    meaning:
      'Somebody fetched a recording with an audit id that proves no link: with own access, or the trail lacks it.',
    metric: countOf(ACCESS_LOG_METRICS.forged),
    threshold: 1,
    unit: 'fetches',
  },
  {
    id: 'UnreadableLogLines',
    runbook: 'unreadable-log-lines',
    meaning:
      "Lines in the bucket of S3's access log are none of its format; fetches may be missing in the audit trail.",
    metric: countOf(ACCESS_LOG_METRICS.unreadable),
    threshold: 3,
    unit: 'lines',
  },
];

/** Returns the alarms for the function that reads S3's access log. These alarms are the only notification of a failure. */
export const accessLogAlarmRules = ({ lambda }: PlaybackFunction): readonly AlarmRule[] => {
  const invocations = { unit: 'invocations', threshold: 1 };
  return [
    {
      id: 'AccessLogErrors',
      runbook: 'access-log-failed',
      meaning:
        "An object of S3's access log was not taken in; Lambda tries twice more, then its fetches stay unrecorded.",
      metric: lambda.metricErrors({ period: PERIOD }),
      ...invocations,
    },
    {
      id: 'AccessLogThrottles',
      runbook: 'function-throttles',
      meaning: "The function's Lambda concurrency, its own or the account's, is used up; fetches are recorded later.",
      metric: lambda.metricThrottles({ period: PERIOD }),
      ...invocations,
    },
    ...LINE_RULES,
  ];
};
