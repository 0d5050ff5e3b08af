import { Aws, Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { FailureCode } from '../../lambda/domain/shared/failure.ts';
import { FAILURE_METRIC } from '../../lambda/shell/request-log.ts';
import { STACK_DIMENSION } from '../../lambda/shell/stack-lines.ts';

/** The runbooks, where no address opens them. */
const RUNBOOKS = 'docs/operations.md';

/** The period of an alarm, unless its rule has another. */
export const PERIOD = Duration.minutes(5);

/** An alarm as data: the metric, the threshold and the runbook. */
export interface AlarmRule {
  readonly id: string;
  readonly metric: IMetric;
  /** The unit of the threshold, counted over one period. */
  readonly unit: string;
  /** The alarm goes off at this count. */
  readonly threshold: number;
  /** If given, the alarm goes off when the count stays below the threshold for this long, also without any data. */
  readonly missedForMinutes?: number;
  /** Default: `PERIOD`. CloudWatch looks back one day at most with periods under an hour, and a week with longer ones. */
  readonly period?: Duration;
  /** If given, the alarm goes off when each period of this time is at the threshold. Default: one period is enough. */
  readonly exceededForMinutes?: number;
  /** The consequence for listeners or for the audit trail. */
  readonly meaning: string;
  /** Heading of the runbook. */
  readonly runbook: string;
}

/** A metric that the functions emit, by its namespace and name (embedded metric format). */
interface EmittedMetric {
  readonly namespace: string;
  readonly name: string;
}

/**
 * Returns the count of a metric that the functions of a stack emit.
 * @param dimensions in addition to the stack. @param stack default: the stack that contains the reference
 */
export const countOf = (
  { namespace, name }: EmittedMetric,
  dimensions: Readonly<Record<string, string>> = {},
  stack: string = Aws.STACK_NAME,
): Metric =>
  new Metric({
    namespace,
    metricName: name,
    dimensionsMap: { [STACK_DIMENSION]: stack, ...dimensions },
    statistic: 'Sum',
    period: PERIOD,
  });

/** Returns the metric of requests that failed with this code. */
export const failures = (code: FailureCode, stack?: string): Metric =>
  countOf(FAILURE_METRIC, { [FAILURE_METRIC.dimension]: code }, stack);

/** The addresses in the text of an alarm, which somebody opens from an e-mail. */
export interface AlarmAddresses {
  /** The page of the company with the runbooks, without a fragment. Undefined: it has none. */
  readonly runbooks: string | undefined;
  /** The dashboard of the deployment, which shows the runbooks. Undefined: it has none. */
  readonly dashboard: string | undefined;
}

/** Says where to read a runbook: in the company's page, on the dashboard, or else in the file of this package. */
const whereToRead = (runbook: string, { runbooks, dashboard }: AlarmAddresses): string => {
  if (runbooks !== undefined) {
    return `Runbook: ${runbooks}#${runbook}${dashboard === undefined ? '' : ` - Dashboard: ${dashboard}`}`;
  }
  return dashboard === undefined ? `Runbook: ${RUNBOOKS}#${runbook}` : `Runbook: ${runbook}, below at ${dashboard}`;
};

/** Creates the alarm of a rule. */
export const alarmOf = (scope: Construct, rule: AlarmRule, addresses: AlarmAddresses): Alarm => {
  const { id, metric, unit, threshold, missedForMinutes, period = PERIOD, meaning, runbook } = rule;
  const { exceededForMinutes = period.toMinutes() } = rule;
  const goesOff =
    missedForMinutes === undefined
      ? `at ${threshold} or more ${unit} ${exceededForMinutes > period.toMinutes() ? 'for' : 'in'} ${exceededForMinutes} minutes`
      : `at fewer than ${threshold} ${unit} for ${spanText(missedForMinutes)}`;
  return new Alarm(scope, id, {
    metric,
    threshold,
    alarmDescription: `${meaning} Goes off ${goesOff}. ${whereToRead(runbook, addresses)}`,
    ...(missedForMinutes === undefined
      ? {
          comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
          evaluationPeriods: exceededForMinutes / period.toMinutes(),
          // Without requests there are no data, and this is normal.
          treatMissingData: TreatMissingData.NOT_BREACHING,
        }
      : {
          comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
          evaluationPeriods: missedForMinutes / period.toMinutes(),
          // Missing data are the problem that this alarm detects.
          treatMissingData: TreatMissingData.BREACHING,
        }),
  });
};

const spanText = (minutes: number): string => (minutes < 120 ? `${minutes} minutes` : `${minutes / 60} hours`);
