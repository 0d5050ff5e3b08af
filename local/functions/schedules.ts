import type { LocalTemplate } from '../template/read-template.ts';
import { createScheduledEvent } from './scheduled-time.ts';
import type { TemplateFunctions } from './template-functions.ts';

/** Runs functions on the template's schedules, as EventBridge does. */
export const startSchedules = (
  { schedules, functions: definitions }: Pick<LocalTemplate, 'schedules' | 'functions'>,
  functions: Pick<TemplateFunctions, 'invoke'>,
): { close(): Promise<void> } => {
  const timers = schedules.map(({ ruleArn, everyMinutes, targetArns }) =>
    setInterval(() => {
      const targets = definitions.filter(({ arn }) => targetArns.includes(arn));
      // The function's log contains its failures.
      for (const { logicalId } of targets) void functions.invoke(logicalId, createScheduledEvent(ruleArn, new Date()));
    }, everyMinutes * 60_000),
  );
  return {
    close: async () => {
      for (const timer of timers) clearInterval(timer);
    },
  };
};
