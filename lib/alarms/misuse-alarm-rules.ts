import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { PlaybackApi } from '../api/playback-api.ts';
import type { AlarmThresholds } from '../config/operation-config.ts';
import { type AlarmRule, failures, PERIOD } from './alarm-rule.ts';

/** A single slow period, after a deployment for example, is no reason to wake somebody. */
const SLOW_FOR_MINUTES = 15;

/** Returns the latency of the API's answers, in milliseconds, with cold starts. */
export const latency = ({ api }: PlaybackApi, statistic: string): Metric =>
  new Metric({
    namespace: 'AWS/ApiGateway',
    metricName: 'Latency',
    dimensionsMap: { ApiId: api.apiId },
    statistic,
    period: PERIOD,
  });

/** Returns the alarms about unusual requests and slow answers. Their thresholds depend on the size of the company. */
export const misuseAlarmRules = (api: PlaybackApi, thresholds: AlarmThresholds): AlarmRule[] => [
  {
    id: 'DenialBurst',
    metric: failures('forbidden'),
    unit: 'requests',
    threshold: thresholds.denials,
    meaning: 'Many requests were refused: by the policies, or with streamed links that are not valid for their client.',
    runbook: 'denial-burst',
  },
  {
    id: 'UnauthenticatedSpike',
    metric: failures('unauthenticated'),
    unit: 'requests',
    threshold: thresholds.unauthenticated,
    meaning: 'Many requests had no valid Flex token: somebody tries the API, or tokens are rejected in error.',
    runbook: 'unauthenticated-spike',
  },
  {
    id: 'SlowAnswers',
    metric: latency(api, 'p95'),
    unit: 'milliseconds of latency (95th percentile)',
    threshold: thresholds.latencyMs,
    exceededForMinutes: SLOW_FOR_MINUTES,
    meaning: 'Listeners wait for their links.',
    runbook: 'slow-answers',
  },
];
