import { z } from 'zod';
import { type EventPattern, EventPatternSchema } from '../../events/event-pattern.ts';
import type { TemplateReader } from '../template-reader.ts';

const RuleProperties = z.object({
  EventPattern: EventPatternSchema.optional(),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  Targets: z.array(z.object({ Arn: z.string() })).default([]),
});

const PermissionProperties = z.object({
  Action: z.string(),
  FunctionName: z.string(),
  Principal: z.string(),
  SourceArn: z.string().optional(),
});

const AsyncProperties = z.object({ FunctionName: z.string(), MaximumRetryAttempts: z.coerce.number().default(2) });

/** A function that EventBridge starts for an event, and how often Lambda repeats a failed attempt. */
export interface EventTarget {
  readonly functionLogicalId: string;
  readonly retryAttempts: number;
}

/** An enabled rule with an event pattern, and its targets whose permissions allow the rule to invoke them. */
export interface EventRuleDefinition {
  readonly pattern: EventPattern;
  readonly targets: readonly EventTarget[];
}

/** Reads the rules with event patterns. Throws `TemplateError` for a comparison that the local stack does not support. */
export const readEventRules = (reader: TemplateReader): EventRuleDefinition[] => {
  const functions = reader.resources('AWS::Lambda::Function', z.unknown());
  const permissions = reader.resources('AWS::Lambda::Permission', PermissionProperties);
  const asyncSettings = reader.resources('AWS::Lambda::EventInvokeConfig', AsyncProperties);
  return reader.resources('AWS::Events::Rule', RuleProperties).flatMap(({ arn: ruleArn, properties }) => {
    const { EventPattern: pattern, State, Targets } = properties;
    if (!pattern || State === 'DISABLED') return [];
    const mayInvoke = (functionArn: string): boolean =>
      permissions.some(
        ({ properties: { Action, FunctionName, Principal, SourceArn } }) =>
          Action === 'lambda:InvokeFunction' &&
          Principal === 'events.amazonaws.com' &&
          FunctionName === functionArn &&
          (SourceArn === undefined || SourceArn === ruleArn),
      );
    const targets = functions
      .filter(({ arn }) => Targets.some(({ Arn }) => Arn === arn) && mayInvoke(arn))
      .map(({ logicalId, ref }) => {
        const settings = asyncSettings.find(({ properties: { FunctionName } }) => FunctionName === ref);
        return { functionLogicalId: logicalId, retryAttempts: settings?.properties.MaximumRetryAttempts ?? 2 };
      });
    return [{ pattern, targets }];
  });
};
