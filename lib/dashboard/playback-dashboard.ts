import { Aws } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { FailureCode } from '../../lambda/domain/shared/failure.ts';
import { failures, PERIOD } from '../alarms/alarm-rule.ts';
import { latency } from '../alarms/misuse-alarm-rules.ts';
import type { PlaybackApi } from '../api/playback-api.ts';
import type { PlaybackFunction } from '../functions/playback-function.ts';
import type { WorkQueue } from '../queues/work-queue.ts';
import { readRunbooks } from './runbooks.ts';

/** Half of a dashboard's width. */
const HALF = 12;
const HEIGHT = 6;
/** A longer runbook has a scroll bar. */
const RUNBOOK_HEIGHT = 9;

/** The refusals that a listener sees, by code. */
const CODES: readonly FailureCode[] = [
  'unauthenticated',
  'forbidden',
  'recording_not_found',
  'unavailable',
  'internal_error',
  'integrity_failed',
];

/** What the dashboard shows. */
export interface PlaybackDashboardProps {
  readonly api: PlaybackApi;
  readonly functions: readonly PlaybackFunction[];
  readonly queues: readonly WorkQueue[];
  readonly alarms: readonly Alarm[];
  /** The names of the alarms' runbooks. */
  readonly runbooks: readonly string[];
}

/** The stack's name and region: dashboards of all regions share one space of names (CloudWatch API, `PutDashboard`). */
const dashboardName = (): string => `${Aws.STACK_NAME}-${Aws.REGION}`;

/** Returns the address at which the dashboard of this stack opens in a browser. */
export const dashboardUrl = (): string =>
  `https://${Aws.REGION}.console.aws.amazon.com/cloudwatch/home?region=${Aws.REGION}#dashboards/dashboard/${dashboardName()}`;

/** One CloudWatch dashboard, named after the stack and its region: alarms, requests, latency, functions, queues, and the runbooks. */
export class PlaybackDashboard extends Construct {
  constructor(scope: Construct, id: string, { api, functions, queues, alarms, runbooks }: PlaybackDashboardProps) {
    super(scope, id);
    const ofFunctions = (metric: (fn: PlaybackFunction) => IMetric) => functions.map(metric);
    const rows: IWidget[][] = [
      [new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: 24, height: HEIGHT })],
      [
        graph(
          'Refused requests, by code',
          'Count',
          CODES.map(code => failures(code).with({ label: code })),
        ),
        graph(
          'Latency of the API, with cold starts',
          'Milliseconds',
          ['p50', 'p95', 'p99'].map(statistic => latency(api, statistic).with({ label: statistic })),
        ),
      ],
      [
        graph(
          'Invocations',
          'Count',
          ofFunctions(({ lambda, name }) => lambda.metricInvocations({ period: PERIOD, label: name })),
        ),
        graph(
          'Errors and throttled invocations',
          'Count',
          functions.flatMap(({ lambda, name }) => [
            lambda.metricErrors({ period: PERIOD, label: `${name} errors` }),
            lambda.metricThrottles({ period: PERIOD, label: `${name} throttles` }),
          ]),
        ),
      ],
      queues.length === 0
        ? [
            new TextWidget({
              markdown: 'This deployment accepts no callbacks, so it has no queues.',
              width: 24,
              height: 1,
            }),
          ]
        : [
            graph(
              'Oldest message of a queue',
              'Seconds',
              queues.map(({ queue, node }) =>
                queue.metricApproximateAgeOfOldestMessage({ period: PERIOD, statistic: 'Maximum', label: node.id }),
              ),
            ),
            graph(
              'Messages in dead-letter queues',
              'Count',
              queues.map(({ deadLetterQueue, node }) =>
                deadLetterQueue.metricApproximateNumberOfMessagesVisible({
                  period: PERIOD,
                  statistic: 'Maximum',
                  label: node.id,
                }),
              ),
            ),
          ],
      [new TextWidget({ markdown: '# What to do about an alarm', width: 24, height: 1 })],
      readRunbooks(runbooks).map(({ markdown }) => new TextWidget({ markdown, width: HALF, height: RUNBOOK_HEIGHT })),
    ];
    new Dashboard(this, 'Dashboard', { dashboardName: dashboardName(), widgets: rows });
  }
}

const graph = (title: string, label: string, left: IMetric[]): GraphWidget =>
  new GraphWidget({ title, left, leftYAxis: { label, min: 0, showUnits: false }, width: HALF, height: HEIGHT });
