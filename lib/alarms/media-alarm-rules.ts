import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Unrecorded } from '../../lambda/domain/shared/failure.ts';
import { LINK_ENDED_METRIC, UNRECORDED_METRIC } from '../../lambda/shell/request-log.ts';
import type { PlaybackFunction } from '../functions/playback-function.ts';
import { type AlarmRule, countOf, failures, PERIOD } from './alarm-rule.ts';

/** Returns the errors of the function without answers that were aborted because their link ended, which Lambda counts, too. */
const mediaErrors = (media: PlaybackFunction): MathExpression =>
  new MathExpression({
    expression: 'errors - FILL(ended, 0)',
    usingMetrics: {
      errors: media.lambda.metricErrors({ period: PERIOD }),
      ended: countOf(LINK_ENDED_METRIC),
    },
    period: PERIOD,
  });

/** Returns the alarms for streamed recordings. */
export const mediaAlarmRules = (media: PlaybackFunction): AlarmRule[] => [
  {
    id: 'IntegrityFailed',
    metric: failures('integrity_failed'),
    unit: 'requests',
    threshold: 1,
    meaning: 'An encrypted recording, its IV or its wrapped key is not what Twilio made; nothing of it was released.',
    runbook: 'integrity-failed',
  },
  {
    id: 'MediaErrors',
    metric: mediaErrors(media),
    unit: 'invocations',
    threshold: 1,
    meaning:
      'The media function crashed, timed out or could not start, or an answer broke off while its link was live.',
    runbook: 'function-errors',
  },
  {
    id: 'TooManyClients',
    metric: new Metric({
      namespace: UNRECORDED_METRIC.namespace,
      metricName: UNRECORDED_METRIC.name,
      dimensionsMap: { [UNRECORDED_METRIC.dimension]: 'too_many_clients' satisfies Unrecorded },
      statistic: 'Sum',
      period: PERIOD,
    }),
    unit: 'requests',
    threshold: 1,
    meaning: 'Ten clients or more were refused one streamed link; from then on refusals are in the log only.',
    runbook: 'too-many-clients',
  },
  {
    id: 'MediaThrottles',
    metric: media.lambda.metricThrottles({ period: PERIOD }),
    unit: 'invocations',
    threshold: 1,
    meaning: "The function's Lambda concurrency, its own or the account's, is used up; playing stops.",
    runbook: 'function-throttles',
  },
];
