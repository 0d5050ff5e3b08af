import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Unrecorded } from '../../lambda/domain/shared/failure.ts';
import { RETRY_METRIC } from '../../lambda/media-verifier/arrival-log.ts';
import { LINK_ENDED_METRIC, UNRECORDED_METRIC } from '../../lambda/shell/request-log.ts';
import type { PlaybackFunction } from '../functions/playback-function.ts';
import { type AlarmRule, countOf, failures, PERIOD } from './alarm-rule.ts';

/**
 * Returns the errors of a function without those that are meant, which Lambda counts, too: answers that were aborted
 * because their link ended, or attempts that are to be repeated.
 */
const errorsBut = (
  fn: PlaybackFunction,
  name: 'ended' | 'repeated',
  meant: { readonly namespace: string; readonly name: string },
): MathExpression =>
  new MathExpression({
    expression: `errors - FILL(${name}, 0)`,
    usingMetrics: { errors: fn.lambda.metricErrors({ period: PERIOD }), [name]: countOf(meant) },
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
    metric: errorsBut(media, 'ended', LINK_ENDED_METRIC),
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

/** Returns the alarms for the verification of recordings when they arrive. A tag mismatch is `IntegrityFailed`. */
export const verifierAlarmRules = (verifier: PlaybackFunction): AlarmRule[] => [
  {
    id: 'VerifierErrors',
    metric: errorsBut(verifier, 'repeated', RETRY_METRIC),
    unit: 'invocations',
    threshold: 1,
    meaning: 'The media-verifier function crashed, timed out or could not start; first plays verify what it did not.',
    runbook: 'function-errors',
  },
  {
    id: 'VerifierThrottles',
    metric: verifier.lambda.metricThrottles({ period: PERIOD }),
    unit: 'invocations',
    threshold: 1,
    meaning:
      "The function's Lambda concurrency, its own or the account's, is used up; first plays verify what it cannot.",
    runbook: 'function-throttles',
  },
];
