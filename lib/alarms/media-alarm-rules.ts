import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { Unrecorded } from '../../lambda/domain/shared/failure.ts';
import { RETRY_METRIC } from '../../lambda/media-verifier/arrival-log.ts';
import { LINK_ENDED_METRIC, UNRECORDED_METRIC } from '../../lambda/shell/request-log.ts';
import type { PlaybackFunction } from '../functions/playback-function.ts';
import { type AlarmRule, countOf, failures, PERIOD } from './alarm-rule.ts';

/**
 * Returns the errors of a function, without the expected ones, which Lambda also counts: answers that were aborted because
 * their link ended, and attempts that Lambda will repeat.
 */
const errorsBut = (
  fn: PlaybackFunction,
  name: 'ended' | 'repeated',
  expected: { readonly namespace: string; readonly name: string },
): MathExpression =>
  new MathExpression({
    expression: `errors - FILL(${name}, 0)`,
    usingMetrics: { errors: fn.lambda.metricErrors({ period: PERIOD }), [name]: countOf(expected) },
    period: PERIOD,
  });

/** Returns the alarms for streamed recordings. */
export const mediaAlarmRules = (media: PlaybackFunction): AlarmRule[] => [
  {
    id: 'IntegrityFailed',
    metric: failures('integrity_failed'),
    unit: 'requests',
    threshold: 1,
    meaning: 'An encrypted recording, its IV or its wrapped key is not what Twilio created; nothing was released.',
    runbook: 'integrity-failed',
  },
  {
    id: 'MediaErrors',
    metric: errorsBut(media, 'ended', LINK_ENDED_METRIC),
    unit: 'invocations',
    threshold: 1,
    meaning:
      'The media function crashed, timed out or could not start, or an answer was cut off while its link was valid.',
    runbook: 'function-errors',
  },
  {
    id: 'TooManyClients',
    metric: countOf(UNRECORDED_METRIC, { [UNRECORDED_METRIC.dimension]: 'too_many_clients' satisfies Unrecorded }),
    unit: 'requests',
    threshold: 1,
    meaning: 'A streamed link was refused to ten clients; further refusals of this link are recorded in the log only.',
    runbook: 'too-many-clients',
  },
  {
    id: 'MediaThrottles',
    metric: media.lambda.metricThrottles({ period: PERIOD }),
    unit: 'invocations',
    threshold: 1,
    meaning: "The function's Lambda concurrency, its own or the account's, is used up; recordings stop playing.",
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
    meaning:
      'The media-verifier function crashed, timed out or could not start; these recordings are verified when they are first played.',
    runbook: 'function-errors',
  },
  {
    id: 'VerifierThrottles',
    metric: verifier.lambda.metricThrottles({ period: PERIOD }),
    unit: 'invocations',
    threshold: 1,
    meaning:
      "The function's Lambda concurrency, its own or the account's, is used up; recordings are verified when they are first played.",
    runbook: 'function-throttles',
  },
];

/** Returns the alarms for the function that puts on record what was heard. */
export const heardWriterAlarmRules = ({ lambda }: PlaybackFunction): AlarmRule[] => [
  {
    id: 'HeardWriterErrors',
    metric: lambda.metricErrors({ period: PERIOD }),
    unit: 'invocations',
    threshold: 1,
    meaning: 'What was heard with a streamed link is not on record yet; the next run tries again, and nothing is lost.',
    runbook: 'heard-failed',
  },
  {
    id: 'HeardWriterMissed',
    metric: lambda.metricInvocations({ period: PERIOD }),
    unit: 'invocations',
    threshold: 1,
    missedForMinutes: 15,
    meaning: 'Nobody puts on record what was heard with streamed links; it waits in its table.',
    runbook: 'heard-failed',
  },
  {
    id: 'HeardWriterThrottles',
    metric: lambda.metricThrottles({ period: PERIOD }),
    unit: 'invocations',
    threshold: 1,
    meaning:
      "The function's Lambda concurrency, its own or the account's, is used up; the next run puts on record what was heard.",
    runbook: 'function-throttles',
  },
];
