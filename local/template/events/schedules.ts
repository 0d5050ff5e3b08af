import { z } from 'zod';
import { TemplateError } from '../template-error.ts';
import type { TemplateReader } from '../template-reader.ts';

const RuleProperties = z.object({
  ScheduleExpression: z.string().optional(),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  Targets: z.array(z.object({ Arn: z.string() })).default([]),
});

/** Functions that EventBridge runs at a fixed rate. */
export interface ScheduleDefinition {
  readonly ruleArn: string;
  readonly everyMinutes: number;
  readonly targetArns: readonly string[];
}

const MINUTES = { minute: 1, hour: 60, day: 1440 } as const;

/** Reads the enabled schedules of the template. Throws `TemplateError` for an expression other than `rate(…)`. */
export const readSchedules = (reader: TemplateReader): ScheduleDefinition[] =>
  reader.resources('AWS::Events::Rule', RuleProperties).flatMap(({ arn, where, properties }) => {
    const { ScheduleExpression: expression, State, Targets } = properties;
    if (expression === undefined || State === 'DISABLED') return [];
    const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
    if (!count || !unit) throw new TemplateError(where, `the local stack supports only rate(…): ${expression}`);
    const everyMinutes = Number(count) * MINUTES[unit as keyof typeof MINUTES];
    return [{ ruleArn: arn, everyMinutes, targetArns: Targets.map(target => target.Arn) }];
  });
