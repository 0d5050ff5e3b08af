import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

const RUNBOOKS = 'docs/operations.md';

/** How long every alarm counts before it judges. */
export const PERIOD = Duration.minutes(5);

/** An alarm as data: what is counted, how much of it is too much, and what to do about it. */
export interface AlarmRule {
  readonly id: string;
  readonly metric: IMetric;
  /** What the threshold counts, over one period. */
  readonly unit: string;
  /** The alarm goes off at this many. */
  readonly threshold: number;
  /** The other way round: it goes off when less than the threshold is counted, silence included, for this long. */
  readonly missedForMinutes?: number;
  /** What it means to a listener, or to the audit trail. */
  readonly meaning: string;
  /** Heading of the runbook. */
  readonly runbook: string;
}

/** Makes the alarm of a rule. */
export const alarmOf = (scope: Construct, rule: AlarmRule): Alarm => {
  const { id, metric, unit, threshold, missedForMinutes, meaning, runbook } = rule;
  const goesOff =
    missedForMinutes === undefined
      ? `at ${threshold} or more ${unit} in ${PERIOD.toMinutes()} minutes`
      : `at less than ${threshold} ${unit} for ${missedForMinutes} minutes`;
  return new Alarm(scope, id, {
    metric,
    threshold,
    alarmDescription: `${meaning} Goes off ${goesOff}. Runbook: ${RUNBOOKS}#${runbook}`,
    ...(missedForMinutes === undefined
      ? {
          comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
          evaluationPeriods: 1,
          // No requests, no data, no problem.
          treatMissingData: TreatMissingData.NOT_BREACHING,
        }
      : {
          comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
          evaluationPeriods: missedForMinutes / PERIOD.toMinutes(),
          // Silence is the problem.
          treatMissingData: TreatMissingData.BREACHING,
        }),
  });
};
