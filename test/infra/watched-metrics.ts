/** One metric, as an alarm evaluates it. */
export interface Watched {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: unknown }[];
  readonly Statistic: string;
  readonly Period: number;
}

/** The properties of an alarm. */
export interface Alarm extends Watched {
  /** For an alarm on several metrics: the metrics, and the expression computed from them. */
  readonly Metrics?: readonly {
    readonly Id: string;
    readonly Expression?: string;
    readonly MetricStat?: {
      readonly Metric: Omit<Watched, 'Statistic' | 'Period'>;
      readonly Stat: string;
      readonly Period: number;
    };
  }[];
  readonly EvaluationPeriods: number;
  readonly Threshold: number;
  readonly ComparisonOperator: string;
  readonly TreatMissingData: string;
  readonly AlarmDescription: unknown;
  readonly AlarmActions?: readonly unknown[];
  readonly OKActions?: readonly unknown[];
}

/** Every metric that an alarm evaluates. */
export const watchedBy = (alarm: Alarm): Watched[] =>
  (alarm.Metrics ?? [{ MetricStat: { Metric: alarm, Stat: alarm.Statistic, Period: alarm.Period } }]).flatMap(
    ({ MetricStat }) =>
      MetricStat ? [{ ...MetricStat.Metric, Statistic: MetricStat.Stat, Period: MetricStat.Period }] : [],
  );
