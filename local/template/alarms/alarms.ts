import { z } from 'zod';
import type { TemplateReader } from '../template-reader.ts';

const AlarmProperties = z.object({
  ActionsEnabled: z.boolean().default(true),
  AlarmActions: z.array(z.string()).default([]),
});

/** A CloudWatch alarm of the template. */
export interface AlarmDefinition {
  readonly name: string;
  readonly arn: string;
  readonly actionsEnabled: boolean;
  /** ARNs of topics. */
  readonly alarmActions: readonly string[];
}

/** Reads all alarms of the template. */
export const readAlarms = (reader: TemplateReader): AlarmDefinition[] =>
  reader.resources('AWS::CloudWatch::Alarm', AlarmProperties).map(({ ref, arn, properties }) => ({
    name: ref,
    arn,
    actionsEnabled: properties.ActionsEnabled,
    alarmActions: properties.AlarmActions,
  }));
