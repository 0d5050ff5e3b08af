import type { CloudFormationTemplate } from '../../../local/template/resolver.ts';

/** What a deployment has, by the month: counted in its synthesized template. */
export interface DeploymentCounts {
  readonly functions: number;
  readonly alarms: number;
  /** Metrics that the alarms watch. AWS charges for each: an alarm on an expression of two metrics costs twice as much. */
  readonly alarmMetrics: number;
  readonly kmsKeys: number;
}

/** Counts the resources that cost something in every month, and the functions. */
export const deploymentCounts = ({ Resources = {} }: CloudFormationTemplate): DeploymentCounts => {
  const all = Object.values(Resources);
  const count = (type: string): number => all.filter(({ Type }) => Type === type).length;
  const alarms = all.filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm');
  return {
    functions: count('AWS::Lambda::Function'),
    alarms: alarms.length,
    alarmMetrics: alarms.reduce((sum, { Properties }) => sum + metricsOf(Properties?.['Metrics']), 0),
    kmsKeys: count('AWS::KMS::Key'),
  };
};

/** Returns the counts of one deployment without those of another. */
export const difference = (whole: DeploymentCounts, part: DeploymentCounts): DeploymentCounts => ({
  functions: whole.functions - part.functions,
  alarms: whole.alarms - part.alarms,
  alarmMetrics: whole.alarmMetrics - part.alarmMetrics,
  kmsKeys: whole.kmsKeys - part.kmsKeys,
});

/** An alarm without a list of metrics watches one. In a list, only members with `MetricStat` are metrics, others are expressions. */
const metricsOf = (list: unknown): number =>
  Array.isArray(list) ? list.filter((member: object) => 'MetricStat' in member).length : 1;
